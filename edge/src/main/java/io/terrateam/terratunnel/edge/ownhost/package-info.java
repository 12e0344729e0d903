/// Requests for the server's own host: their bodies are collected, they are handed to
/// [io.terrateam.terratunnel.edge.spi.OwnHost], and its answers go back to the visitor.
///
/// Visitors' protocols are not known here, nor what the pages say.
@NullMarked
package io.terrateam.terratunnel.edge.ownhost;

import org.jspecify.annotations.NullMarked;
