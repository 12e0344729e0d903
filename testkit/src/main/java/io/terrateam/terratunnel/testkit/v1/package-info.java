/// Version 1 of the link, both roles, written from its description for tests: JSON messages in a
/// WebSocket, as the first Terratunnel speaks them.
///
/// [V1Agent] is a client, [V1Server] a server. They do exactly what a test tells them, right or
/// wrong, keep what came as it came, and check what they are sent: every chunk's place, size and
/// checksum.
///
/// Threads: everything blocks; what arrives is read on virtual threads that end with the
/// connection.
///
/// Not here: anything of the product, above all none of its messages.
@NullMarked
package io.terrateam.terratunnel.testkit.v1;

import org.jspecify.annotations.NullMarked;
