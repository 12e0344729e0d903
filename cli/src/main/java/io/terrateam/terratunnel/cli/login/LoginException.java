package io.terrateam.terratunnel.cli.login;

/// A login that came to nothing; the message says why and what to do.
public final class LoginException extends Exception {
    private static final long serialVersionUID = 1L;

    LoginException(String message) {
        super(message);
    }
}
