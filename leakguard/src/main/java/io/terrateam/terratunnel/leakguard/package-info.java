/// Makes a leaked Netty buffer fail the test run it happened in.
///
/// Having this module on the test class path is enough: JUnit finds [LeakGuard] by itself. Netty
/// only logs a leak when the collector happens to find it; here leak detection is on for every
/// buffer, the collector is urged after each test class and at the end, and what leaked fails that
/// class or the run, with the leak's text. Buffers of `Unpooled` on the heap are not tracked by
/// Netty: tests take theirs from an allocator.
///
/// Not here: anything that the product itself uses.
@NullMarked
package io.terrateam.terratunnel.leakguard;

import org.jspecify.annotations.NullMarked;
