package io.terrateam.terratunnel.control.web;

/// Who may use a route, and by what they are known.
public enum Access {
    /// Anyone; cookies are not looked at. For machines, and for what is the same for everybody.
    OPEN,
    /// Anyone; a session is looked up, since the page shows who is signed in.
    PUBLIC,
    /// Whoever has a session.
    SIGNED_IN,
    /// Whoever has a session of an administrator.
    ADMIN,
    /// Whoever sends an API key as a bearer token.
    API_KEY,
    /// Whoever sends a session's token as a bearer token.
    SESSION_BEARER;

    /// Whether the browser proves who is there by itself, so that another site could misuse it.
    boolean byCookie() {
        return switch (this) {
            case PUBLIC, SIGNED_IN, ADMIN -> true;
            case OPEN, API_KEY, SESSION_BEARER -> false;
        };
    }
}
