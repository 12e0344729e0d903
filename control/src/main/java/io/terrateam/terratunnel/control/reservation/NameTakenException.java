package io.terrateam.terratunnel.control.reservation;

/// Somebody may not have the name that they asked for; the message says why and what to do.
public final class NameTakenException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NameTakenException(String message) {
        super(message);
    }
}
