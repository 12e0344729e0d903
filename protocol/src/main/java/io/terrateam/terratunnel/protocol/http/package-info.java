/// HTTP rules that both ends apply, as pure functions: which fields end at a hop, what a head looks
/// like on the other protocol version, what an authority is.
///
/// No channels, no state; every rule names the RFC section that it comes from.
@NullMarked
package io.terrateam.terratunnel.protocol.http;

import org.jspecify.annotations.NullMarked;
