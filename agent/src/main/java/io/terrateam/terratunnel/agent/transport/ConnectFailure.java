package io.terrateam.terratunnel.agent.transport;

import java.io.IOException;
import java.util.List;

/// No address of a host took a connection.
public final class ConnectFailure extends IOException {

    private static final long serialVersionUID = 1;

    /// What went wrong, in the words of the first rule that fits.
    public enum Kind {
        /// The name has no address.
        UNKNOWN_HOST,
        /// Every address refused, or can't be reached.
        REFUSED,
        /// No address answered in time.
        TIMED_OUT
    }

    private final Kind kind;

    /// @param attempts one text for each address tried
    ConnectFailure(Kind kind, List<String> attempts) {
        super(String.join("; ", attempts), null);
        this.kind = kind;
    }

    /// What went wrong.
    public Kind kind() {
        return kind;
    }

    /// Each address tried and what it said.
    public String problem() {
        String message = getMessage();
        return message == null ? kind.name() : message;
    }
}
