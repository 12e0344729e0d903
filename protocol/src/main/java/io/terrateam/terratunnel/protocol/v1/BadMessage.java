package io.terrateam.terratunnel.protocol.v1;

/// A message that the other end must not have sent, and that belongs to no exchange: it ends the
/// link.
public final class BadMessage extends Exception {
    private static final long serialVersionUID = 1L;

    /// Status code of a close frame: the data is not what its type says.
    public static final int NOT_JSON = 1007;

    /// Status code of a close frame: against the rules.
    public static final int AGAINST_THE_RULES = 1008;

    private final int closeCode;

    /// @param closeCode RFC 6455 status code for the close frame
    /// @param reason what is wrong; holds nothing that the peer sent
    public BadMessage(int closeCode, String reason) {
        super(reason, null, false, false);
        this.closeCode = closeCode;
    }

    /// The status code for the close frame.
    public int closeCode() {
        return closeCode;
    }

    /// What is wrong.
    public String reason() {
        return String.valueOf(getMessage());
    }
}
