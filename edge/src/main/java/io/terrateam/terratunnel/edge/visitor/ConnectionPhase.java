package io.terrateam.terratunnel.edge.visitor;

/// Where an HTTP/1.1 visitor connection stands.
enum ConnectionPhase {
    /// Waiting for the next request.
    IDLE,
    /// Part of a request head has come.
    HEAD,
    /// On its way to another event loop.
    MOVING,
    /// A request is being answered.
    EXCHANGE,
    /// A WebSocket: raw bytes both ways.
    UPGRADED,
    /// An agent's link that waits for its verdict.
    LINK,
    /// Answered early: what still comes is read and thrown away, so that the answer isn't lost to a
    /// reset.
    LINGER,
    /// Over.
    CLOSED
}
