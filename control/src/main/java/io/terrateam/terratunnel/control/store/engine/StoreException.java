package io.terrateam.terratunnel.control.store.engine;

/// A database that can't be used as it is; the message says what is wrong and what to do about it.
public final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// A fault that has no exception behind it.
    public StoreException(String message) {
        super(message);
    }

    /// A fault with what caused it.
    public StoreException(String message, Throwable cause) {
        super(message, cause);
    }
}
