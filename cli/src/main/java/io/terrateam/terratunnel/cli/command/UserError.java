package io.terrateam.terratunnel.cli.command;

/// Something that the person at the keyboard can put right; the message says what and how.
public final class UserError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode code;

    /// An error that ends the program with `code`.
    public UserError(ExitCode code, String message) {
        super(message);
        this.code = code;
    }

    /// How the program ends.
    public ExitCode code() {
        return code;
    }
}
