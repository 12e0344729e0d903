/// Agents that aren't ours: a stock HTTP/2 server behind a WebSocket, and one that sends raw
/// frames.
@NullMarked
package io.terrateam.terratunnel.testkit.agent;

import org.jspecify.annotations.NullMarked;
