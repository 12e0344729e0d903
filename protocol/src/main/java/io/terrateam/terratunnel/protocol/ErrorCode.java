package io.terrateam.terratunnel.protocol;

/// The stable name of a tunnel's own error, as sent in the `Terratunnel-Error` response header.
///
/// Thread: immutable. The agent sends the `local-*` codes and `busy`; every other one is the
/// edge's.
public enum ErrorCode {
    /// No tunnel has this name.
    TUNNEL_NOT_FOUND("tunnel-not-found", 404),
    /// The name is known, but no agent serves it now.
    CLIENT_OFFLINE("client-offline", 503),
    /// The link went away before (503) or after (502) the request was written to it.
    LINK_LOST("link-lost", 502),
    /// The origin refused the connection.
    LOCAL_REFUSED("local-refused", 502),
    /// The origin's host name does not resolve.
    LOCAL_DNS("local-dns", 502),
    /// The TLS handshake with the origin failed.
    LOCAL_TLS("local-tls", 502),
    /// The origin sent something that is not HTTP, or closed early.
    LOCAL_PROTOCOL("local-protocol", 502),
    /// The origin sent no response head in time.
    LOCAL_TIMEOUT("local-timeout", 504),
    /// Too many exchanges at once.
    BUSY("busy", 503),
    /// A rate limit was hit.
    RATE_LIMITED("rate-limited", 429),
    /// A body is larger than allowed.
    TOO_LARGE("too-large", 413),
    /// The header block is larger than allowed.
    HEADERS_TOO_LARGE("headers-too-large", 431),
    /// The request target is longer than allowed.
    URI_TOO_LONG("uri-too-long", 414),
    /// Framing or target that could be read in two ways.
    BAD_REQUEST("bad-request", 400),
    /// The request came back to us.
    LOOP("loop", 508),
    /// A host name that is not ours.
    MISDIRECTED("misdirected", 421),
    /// The server is shutting down.
    DRAINING("draining", 503),
    /// A fault of our own.
    INTERNAL("internal", 500);

    private final String wireName;
    private final int usualStatus;

    ErrorCode(String wireName, int usualStatus) {
        this.wireName = wireName;
        this.usualStatus = usualStatus;
    }

    /// The value of the `Terratunnel-Error` header.
    public String wireName() {
        return wireName;
    }

    /// The HTTP status that goes with this code where the case at hand does not ask for another.
    public int usualStatus() {
        return usualStatus;
    }
}
