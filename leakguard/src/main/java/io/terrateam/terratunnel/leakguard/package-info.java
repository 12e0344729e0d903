/// Makes a leaked Netty buffer fail the test run it happened in.
///
/// Having this module on the test class path is enough: the JUnit Platform finds the listener by
/// itself. Netty only logs a leak when the collector happens to find it; here the leaks of a run
/// are recorded, the collector is urged at the end, and the run fails with the texts of the leaks.
///
/// Not here: turning leak detection on (the build sets the level), and anything the product itself
/// uses.
@NullMarked
package io.terrateam.terratunnel.leakguard;

import org.jspecify.annotations.NullMarked;
