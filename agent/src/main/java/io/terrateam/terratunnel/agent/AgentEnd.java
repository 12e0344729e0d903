package io.terrateam.terratunnel.agent;

/// Why an agent ended for good.
public sealed interface AgentEnd {
    /// It was asked to, and what ran has finished (or the drain time was over).
    record Drained() implements AgentEnd {}

    /// The server refuses the key (401 or 403); trying again would change nothing.
    ///
    /// @param advice what to do, as the server says
    record KeyRefused(String advice) implements AgentEnd {}

    /// The server does not speak this link version (426).
    ///
    /// @param advice what to do
    record VersionRefused(String advice) implements AgentEnd {}

    /// Another agent took the tunnel over.
    ///
    /// @param advice what to do
    record Replaced(String advice) implements AgentEnd {}

    /// The server could not be reached within the tries that the user allowed.
    ///
    /// @param problem the last failure
    record Unreachable(String problem) implements AgentEnd {}
}
