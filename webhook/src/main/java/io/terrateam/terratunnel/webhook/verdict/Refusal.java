package io.terrateam.terratunnel.webhook.verdict;

/// Ends the reading of a signature with a reason. Never leaves this module.
public final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Reason reason;

    /// A refusal for that reason, without a stack trace: it is no fault.
    public Refusal(Reason reason) {
        super(null, null, false, false);
        this.reason = reason;
    }

    /// A refusal of something that can't be read.
    public static Refusal malformed(String where, String what) {
        return new Refusal(new Reason.Malformed(where, what));
    }

    /// Why.
    public Reason reason() {
        return reason;
    }
}
