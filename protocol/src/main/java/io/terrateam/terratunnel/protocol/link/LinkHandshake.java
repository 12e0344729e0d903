package io.terrateam.terratunnel.protocol.link;

import io.netty.util.AsciiString;

/// Names and values of the HTTP upgrade that opens a link.
///
/// Spec: RFC 6455 section 4; the fields of our own are described in `PROTOCOL.md`.
public final class LinkHandshake {

    /// Path of the upgrade on the server's own host.
    public static final String PATH = "/ws";

    /// The WebSocket subprotocol of version 2.
    public static final String SUBPROTOCOL_V2 = "terratunnel.v2";

    /// Request: the URL that the agent forwards to.
    public static final AsciiString LOCAL_ENDPOINT =
            AsciiString.cached("terratunnel-local-endpoint");

    /// Request and answer: the token that gets an anonymous tunnel back.
    public static final AsciiString RESUME = AsciiString.cached("terratunnel-resume");

    /// Request: present when this link shares its tunnel's traffic instead of taking it over.
    public static final AsciiString POOL = AsciiString.cached("terratunnel-pool");

    /// Request: present when this link must not take over a tunnel that is in use (409 then).
    public static final AsciiString NO_TAKEOVER = AsciiString.cached("terratunnel-no-takeover");

    /// Request: present when both ends are to add digests to long bodies; its value is `sha-256`.
    public static final AsciiString DIGEST = AsciiString.cached("terratunnel-digest");

    /// Answer: the public URL.
    public static final AsciiString URL = AsciiString.cached("terratunnel-url");

    /// Answer: the tunnel's name.
    public static final AsciiString SUBDOMAIN = AsciiString.cached("terratunnel-subdomain");

    /// Answer: the link's id, as in the audit log.
    public static final AsciiString LINK = AsciiString.cached("terratunnel-link");

    /// Response field with the [io.terrateam.terratunnel.protocol.ErrorCode] of a tunnel's own
    /// error.
    public static final AsciiString ERROR = AsciiString.cached("terratunnel-error");

    /// Request field of the agent's own probe through the public URL; never reaches an origin.
    public static final AsciiString PROBE = AsciiString.cached("terratunnel-probe");

    /// Path of that probe.
    public static final AsciiString PROBE_PATH =
            AsciiString.cached("/.well-known/terratunnel-probe");

    /// GOAWAY debug data that tells an agent that another one took its tunnel over.
    public static final String GOAWAY_REPLACED = "replaced";

    /// GOAWAY debug data of a link that is rotated because its stream ids run out.
    public static final String GOAWAY_ROTATE = "rotate";

    /// GOAWAY debug data of a server that shuts down.
    public static final String GOAWAY_DRAINING = "draining";

    private LinkHandshake() {}
}
