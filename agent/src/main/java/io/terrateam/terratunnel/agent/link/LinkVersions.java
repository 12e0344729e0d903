package io.terrateam.terratunnel.agent.link;

/// Which versions of the link an agent is willing to speak.
public enum LinkVersions {
    /// Version 2 where the server knows it, version 1 where it does not.
    AUTO,
    /// Version 1, whatever the server knows.
    ONLY_1,
    /// Version 2, or the server is refused.
    ONLY_2
}
