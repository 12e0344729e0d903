/// JMH benchmarks of the hot pieces: framing and masking, header mapping, host lookup.
///
/// `bench/jmh` runs them. They guard against a slow change of one piece; what the whole costs is
/// measured by `bench/run`. Thread: each benchmark on one thread of JMH.
@NullMarked
package io.terrateam.terratunnel.bench;

import org.jspecify.annotations.NullMarked;
