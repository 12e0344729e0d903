/// Black-box tests by subject: the built program as server and client processes, visitors and
/// origins on real sockets.
///
/// Most classes share one running tunnel ([io.terrateam.terratunnel.testkit.SharedTunnel]); a test
/// that breaks, limits or reconfigures something starts its own. Nothing in here uses the product's
/// code.
///
/// Threads: test methods run one after the other; what they start runs on virtual threads.
@NullMarked
package io.terrateam.terratunnel.e2e;

import org.jspecify.annotations.NullMarked;
