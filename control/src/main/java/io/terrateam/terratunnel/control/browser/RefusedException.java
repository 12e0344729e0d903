package io.terrateam.terratunnel.control.browser;

/// A statement that is not run; the message is for whoever typed it.
final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    RefusedException(String reason) {
        super(reason);
    }
}
