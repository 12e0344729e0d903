package io.terrateam.terratunnel.control.login.provider;

/// A provider that did not say who somebody is. The message is for the log and never holds what the
/// provider was sent.
public final class ProviderException extends Exception {
    private static final long serialVersionUID = 1L;

    /// What went wrong.
    public enum Kind {
        /// The code or token is none of ours: wrong, used, expired, or made for another app.
        NOT_ACCEPTED,
        /// The provider could not be reached, or not in time.
        UNREACHABLE,
        /// The provider answered something that is no answer to our question.
        ODD_ANSWER
    }

    private final Kind kind;
    private final int status;

    /// @param status the provider's answer; 0 where there was none
    ProviderException(Kind kind, int status, String message) {
        super(message);
        this.kind = kind;
        this.status = status;
    }

    /// What went wrong.
    public Kind kind() {
        return kind;
    }

    /// The status that the provider answered with; 0 where it didn't.
    public int status() {
        return status;
    }
}
