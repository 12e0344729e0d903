package io.terrateam.terratunnel.control.session;

/// How a session's token fared.
public sealed interface SessionCheck {
    /// The session runs.
    record Valid(Session session) implements SessionCheck {}

    /// Its time is over, it was unused for too long, or it was ended.
    record Over() implements SessionCheck {}

    /// The token is none of ours.
    record Invalid() implements SessionCheck {}

    /// Its user is gone or disabled.
    record NoUser() implements SessionCheck {}
}
