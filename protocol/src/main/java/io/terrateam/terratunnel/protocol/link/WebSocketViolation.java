package io.terrateam.terratunnel.protocol.link;

/// What a peer did that RFC 6455 or the link forbids, with the close code that says so.
final class WebSocketViolation extends Exception {

    private static final long serialVersionUID = 1;

    private final int closeCode;

    WebSocketViolation(int closeCode, String reason) {
        super(reason, null, false, false);
        this.closeCode = closeCode;
    }

    int closeCode() {
        return closeCode;
    }
}
