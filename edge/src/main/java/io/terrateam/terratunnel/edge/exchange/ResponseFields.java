package io.terrateam.terratunnel.edge.exchange;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import io.terrateam.terratunnel.edge.link.RequestHead;
import io.terrateam.terratunnel.protocol.ErrorCode;
import io.terrateam.terratunnel.protocol.http.FieldRules;
import io.terrateam.terratunnel.protocol.link.LinkHandshake;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What changes in a response's fields between an agent and a visitor.
///
/// Thread: stateless. Spec: RFC 9110 sections 6.6.1 (Date) and 7.6.3 (Via), RFC 6265 section 5.2.3
/// (cookie domains).
final class ResponseFields {

    private static final Set<ErrorCode> AGENTS_ERRORS =
            EnumSet.of(
                    ErrorCode.LOCAL_REFUSED,
                    ErrorCode.LOCAL_DNS,
                    ErrorCode.LOCAL_TLS,
                    ErrorCode.LOCAL_PROTOCOL,
                    ErrorCode.LOCAL_TIMEOUT,
                    ErrorCode.TOO_LARGE,
                    ErrorCode.BAD_REQUEST,
                    ErrorCode.BUSY);

    private static final AsciiString ALT_SVC = AsciiString.cached("alt-svc");
    private static final AsciiString HSTS = AsciiString.cached("strict-transport-security");

    private static final DateTimeFormatter IMF_FIXDATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private static volatile CachedDate cachedDate = new CachedDate(0, AsciiString.EMPTY_STRING);

    private record CachedDate(long second, AsciiString text) {}

    private ResponseFields() {}

    /// Its status as a number; 0 where it is none.
    static int status(Http2Headers response) {
        CharSequence status = response.status();
        if (status == null || status.length() != 3) {
            return 0;
        }
        int value = 0;
        for (int i = 0; i < 3; i++) {
            value = value * 10 + status.charAt(i) - '0';
        }
        return value;
    }

    /// The agent's own error, where the response is one. An origin's `Terratunnel-Error` never gets
    /// past an agent, and an agent can't claim what only the edge may say.
    static @Nullable ErrorCode agentsError(Http2Headers response) {
        CharSequence code = response.get(LinkHandshake.ERROR);
        if (code == null) {
            return null;
        }
        for (ErrorCode known : AGENTS_ERRORS) {
            if (AsciiString.contentEquals(known.wireName(), code)) {
                return known;
            }
        }
        return null;
    }

    /// Adds `Via` and a missing `Date`, and takes out what would reach beyond the tunnel's own
    /// host.
    static void prepareForVisitor(Http2Headers response, RequestHead request) {
        response.add(HttpHeaderNames.VIA, FieldRules.VIA);
        if (!response.contains(HttpHeaderNames.DATE)) {
            response.set(HttpHeaderNames.DATE, date());
        }
        if ("204".contentEquals(String.valueOf(response.status()))) {
            response.remove(HttpHeaderNames.CONTENT_LENGTH);
        }
        keepToOwnHost(response, request);
    }

    /// The same for interim responses and trailers, which have no length either (RFC 9110 sections
    /// 6.5.1 and 8.6).
    static void prepareAside(Http2Headers fields, RequestHead request) {
        fields.remove(HttpHeaderNames.CONTENT_LENGTH);
        keepToOwnHost(fields, request);
    }

    private static void keepToOwnHost(Http2Headers fields, RequestHead request) {
        fields.remove(LinkHandshake.ERROR);
        fields.remove(ALT_SVC);
        if (request.plainHttp()) {
            fields.remove(HSTS);
        }
        if (fields.contains(HttpHeaderNames.SET_COOKIE)) {
            narrowCookies(fields, request.host());
        }
    }

    private static AsciiString date() {
        long second = System.currentTimeMillis() / 1000;
        CachedDate cached = cachedDate;
        if (cached.second != second) {
            cached =
                    new CachedDate(
                            second,
                            AsciiString.of(IMF_FIXDATE.format(Instant.ofEpochSecond(second))));
            cachedDate = cached;
        }
        return cached.text;
    }

    private static void narrowCookies(Http2Headers response, String host) {
        List<CharSequence> cookies = response.getAll(HttpHeaderNames.SET_COOKIE);
        List<CharSequence> narrowed = new ArrayList<>(cookies.size());
        for (CharSequence cookie : cookies) {
            narrowed.add(narrow(cookie.toString(), host));
        }
        if (!narrowed.equals(cookies)) {
            response.set(HttpHeaderNames.SET_COOKIE, narrowed);
        }
    }

    /// Drops every `Domain` attribute that is not the tunnel's own host or below it; without one, a
    /// cookie is host-only.
    static String narrow(String cookie, String host) {
        if (!cookie.toLowerCase(Locale.ROOT).contains("domain")) {
            return cookie;
        }
        StringBuilder kept = new StringBuilder(cookie.length());
        String[] parts = cookie.split(";", -1);
        for (int i = 0; i < parts.length; i++) {
            if (i == 0) {
                kept.append(parts[i]);
            } else if (!isWideDomain(parts[i], host)) {
                kept.append(';').append(parts[i]);
            }
        }
        return kept.toString();
    }

    private static boolean isWideDomain(String attribute, String host) {
        int equals = attribute.indexOf('=');
        String name = equals < 0 ? attribute : attribute.substring(0, equals);
        if (!name.trim().equalsIgnoreCase("domain") || equals < 0) {
            return false;
        }
        String domain = attribute.substring(equals + 1).trim().toLowerCase(Locale.ROOT);
        if (domain.startsWith(".")) {
            domain = domain.substring(1);
        }
        return !domain.equals(host) && !domain.endsWith("." + host);
    }

    /// The number that a checked `Content-Length` spells; `Long.MAX_VALUE` where it is not one.
    static long parseLength(CharSequence length) {
        try {
            long parsed = Long.parseLong(length, 0, length.length(), 10);
            return parsed < 0 ? Long.MAX_VALUE : parsed;
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }
}
