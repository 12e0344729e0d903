/// Carries one request and its response between a visitor and a link.
///
/// Entry type: `Exchange`, a state machine without a channel, tested by playbooks. Thread: the
/// event loop of the tunnel that the exchange belongs to.
@NullMarked
package io.terrateam.terratunnel.edge.exchange;

import org.jspecify.annotations.NullMarked;
