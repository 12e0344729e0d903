/// What both ends of a link must agree on: protocol versions, limits, close codes and tunnel names.
///
/// The packages below it hold the header rules as pure functions (`http`) and the
/// HTTP/2-over-WebSocket pipeline that edge and agent share (`link`).
///
/// Thread: the pipeline code runs on Netty event loops and never blocks; everything else is free of
/// threads.
///
/// Not here: who may connect, where an exchange goes, any storage. Depends on no other module.
@NullMarked
package io.terrateam.terratunnel.protocol;

import org.jspecify.annotations.NullMarked;
