/// Version 1 of the link: the messages that both ends exchange, as JSON in text messages of a
/// WebSocket.
///
/// It is what the original Terratunnel speaks. Requests travel whole; answers travel whole or in
/// chunks; there is no flow control. Bodies are never made into a `String`: they go between their
/// own bytes and the message's bytes directly, as JSON text or as base64.
@NullMarked
package io.terrateam.terratunnel.protocol.v1;

import org.jspecify.annotations.NullMarked;
