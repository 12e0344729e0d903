package io.terrateam.terratunnel.testkit.visitor;

/// How a message or a connection ended.
public enum Ending {
    /// As its framing says, or by an orderly end of the connection between messages.
    COMPLETE,
    /// By an orderly end of the connection in the middle of a message.
    TRUNCATED,
    /// By a reset, of the connection or of the stream.
    RESET,
    /// Not within the time.
    TIMED_OUT
}
