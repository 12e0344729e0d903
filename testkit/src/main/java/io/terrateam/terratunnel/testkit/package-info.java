/// For tests: the whole system in one JVM, scripted peers, fakes.
///
/// Edge, control plane, agent and an origin are started on free ports with a temporary database; peers play a
/// script of frames and record what they receive; a fake clock, certificates and seeded generators come with it.
/// The fakes are small and are themselves tested.
///
/// Not here: tests of the product, and anything that the product itself depends on.
@NullMarked
package io.terrateam.terratunnel.testkit;

import org.jspecify.annotations.NullMarked;
