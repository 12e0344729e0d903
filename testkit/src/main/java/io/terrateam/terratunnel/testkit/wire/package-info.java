/// Wire formats, written from the RFCs for tests: HTTP/1.1 messages, WebSocket frames, HTTP/2
/// frames.
///
/// They say exactly what arrived and send exactly what they are told to, right or wrong. Blocking;
/// one thread at a time reads and one at a time writes.
@NullMarked
package io.terrateam.terratunnel.testkit.wire;

import org.jspecify.annotations.NullMarked;
