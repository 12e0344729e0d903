package io.terrateam.terratunnel.agent.link;

import java.time.Duration;

/// What became of an attempt to open a link.
public sealed interface DialOutcome {
    /// A link is up.
    record Opened(Link link) implements DialOutcome {}

    /// The server refuses the key, for good.
    ///
    /// @param advice its words
    record KeyRefused(String advice) implements DialOutcome {}

    /// The server does not speak version 2, for good.
    ///
    /// @param advice what to do
    record VersionRefused(String advice) implements DialOutcome {}

    /// It did not work this time.
    ///
    /// @param problem a sentence for the user
    /// @param retryAfter what the server asked for, zero if nothing
    record Failed(String problem, Duration retryAfter) implements DialOutcome {}
}
