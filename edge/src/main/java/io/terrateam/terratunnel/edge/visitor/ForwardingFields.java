package io.terrateam.terratunnel.edge.visitor;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import io.netty.util.NetUtil;
import io.terrateam.terratunnel.protocol.http.Authority;
import io.terrateam.terratunnel.protocol.http.FieldRules;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an origin is told of the visitor: `X-Forwarded-*`, `Forwarded`, `Via`, `X-Request-Id`.
///
/// Thread: one visitor connection's loop; it keeps the texts of the last host, which is nearly
/// always the next one's. Spec: RFC 7239; RFC 9110 section 7.6.3.
final class ForwardingFields {

    static final AsciiString X_FORWARDED_FOR = AsciiString.cached("x-forwarded-for");
    static final AsciiString X_FORWARDED_PROTO = AsciiString.cached("x-forwarded-proto");
    static final AsciiString X_FORWARDED_HOST = AsciiString.cached("x-forwarded-host");
    static final AsciiString X_FORWARDED_PORT = AsciiString.cached("x-forwarded-port");
    static final AsciiString FORWARDED = AsciiString.cached("forwarded");
    static final AsciiString X_REQUEST_ID = AsciiString.cached("x-request-id");

    private static final AsciiString HTTPS = AsciiString.cached("https");
    private static final AsciiString X_REAL_IP = AsciiString.cached("x-real-ip");
    private static final AsciiString X_FORWARDED_PREFIX = AsciiString.cached("x-forwarded-");

    private final VisitorPeer peer;
    private final boolean trusted;

    private @Nullable Authority lastAuthority;
    private AsciiString host = AsciiString.EMPTY_STRING;
    private AsciiString port = AsciiString.EMPTY_STRING;
    private AsciiString forwarded = AsciiString.EMPTY_STRING;

    ForwardingFields(VisitorPeer peer) {
        this.peer = peer;
        this.trusted = peer.trusted();
    }

    /// Whether a field of the visitor's goes on: what only a trusted proxy may say is dropped from
    /// others.
    boolean keeps(CharSequence name) {
        if (trusted || name.length() < FORWARDED.length()) {
            return true;
        }
        return !(X_FORWARDED_PREFIX.regionMatches(true, 0, name, 0, X_FORWARDED_PREFIX.length())
                || FORWARDED.contentEqualsIgnoreCase(name)
                || X_REAL_IP.contentEqualsIgnoreCase(name));
    }

    /// Whether a request with these `Via` fields has been through here before.
    static boolean isLoop(List<? extends CharSequence> vias) {
        for (CharSequence via : vias) {
            for (String member : via.toString().split(",")) {
                String[] words = member.trim().split("[ \t]+");
                if (words.length > 1 && words[1].equalsIgnoreCase(FieldRules.PSEUDONYM)) {
                    return true;
                }
            }
        }
        return false;
    }

    /// The scheme that the visitor used, as a trusted proxy may know better.
    CharSequence scheme(Http2Headers fields) {
        CharSequence told = trusted ? fields.get(X_FORWARDED_PROTO) : null;
        if (told == null) {
            return peer.scheme();
        }
        return HTTPS.contentEqualsIgnoreCase(told) ? HTTPS : VisitorPeer.HTTP;
    }

    /// Where the visitor is, as far as trusted proxies tell.
    InetAddress visitor(Http2Headers fields) {
        return peer.visitor(fields.getAll(X_FORWARDED_FOR));
    }

    /// Adds our fields to those that go on.
    void addTo(Http2Headers fields, Authority authority, String requestId) {
        remember(authority);
        if (trusted) {
            addToTrusted(fields, authority);
        } else {
            fields.add(X_FORWARDED_FOR, peer.address());
            fields.add(X_FORWARDED_PROTO, peer.scheme());
            fields.add(X_FORWARDED_HOST, host);
            fields.add(X_FORWARDED_PORT, port);
            fields.add(FORWARDED, forwarded);
        }
        fields.set(X_REQUEST_ID, requestId);
        fields.add(HttpHeaderNames.VIA, FieldRules.VIA);
    }

    /// What a trusted proxy says is kept, and completed from itself where it says only part.
    private void addToTrusted(Http2Headers fields, Authority authority) {
        CharSequence scheme = scheme(fields);
        String visitor = NetUtil.toAddressString(peer.visitor(fields.getAll(X_FORWARDED_FOR)));
        if (fields.contains(FORWARDED)) {
            append(fields, FORWARDED, forwarded);
        } else {
            fields.add(FORWARDED, forwarded(VisitorPeer.forwardedNode(visitor), authority, scheme));
        }
        append(fields, X_FORWARDED_FOR, peer.address());
        setIfAbsent(fields, X_FORWARDED_PROTO, scheme);
        setIfAbsent(fields, X_FORWARDED_HOST, host);
        setIfAbsent(fields, X_FORWARDED_PORT, portOf(authority, scheme));
    }

    private void remember(Authority authority) {
        if (authority.equals(lastAuthority)) {
            return;
        }
        lastAuthority = authority;
        host = AsciiString.of(authority.toString());
        port = portOf(authority, peer.scheme());
        forwarded = forwarded(peer.forwardedFor(), authority, peer.scheme());
    }

    private static AsciiString portOf(Authority authority, CharSequence scheme) {
        int usualPort = VisitorPeer.HTTP.contentEqualsIgnoreCase(scheme) ? 80 : 443;
        int used = authority.port() < 0 ? usualPort : authority.port();
        return AsciiString.of(Integer.toString(used));
    }

    private static AsciiString forwarded(String node, Authority authority, CharSequence scheme) {
        boolean token = authority.port() < 0 && authority.host().charAt(0) != '[';
        String quotedHost = token ? authority.host() : "\"" + authority + "\"";
        return AsciiString.of("for=" + node + ";host=" + quotedHost + ";proto=" + scheme);
    }

    private static void append(Http2Headers fields, AsciiString name, CharSequence value) {
        CharSequence before = fields.get(name);
        if (before == null) {
            fields.add(name, value);
        } else {
            String all = String.join(", ", fields.getAll(name));
            fields.set(name, all + ", " + value);
        }
    }

    private static void setIfAbsent(Http2Headers fields, AsciiString name, CharSequence value) {
        if (!fields.contains(name)) {
            fields.add(name, value);
        }
    }
}
