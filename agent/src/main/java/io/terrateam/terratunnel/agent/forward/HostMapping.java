package io.terrateam.terratunnel.agent.forward;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Which `Host` the origin sees; where it is not the visitor's, everything that repeats the host
/// follows.
///
/// Inward `Origin` and `Referer` name the origin instead of the tunnel, outward `Location`,
/// `Content-Location` and the `Domain` of `Set-Cookie` are mapped back.
///
/// Thread: immutable.
public final class HostMapping {

    private final @Nullable String host;
    private final String originUrl;
    private final List<String> originUrls;

    private HostMapping(@Nullable String host, List<String> originUrls) {
        this.host = host;
        this.originUrl = originUrls.isEmpty() ? "" : originUrls.getFirst();
        this.originUrls = originUrls;
    }

    /// The visitor's own host, untouched.
    public static HostMapping visitors() {
        return new HostMapping(null, List.of());
    }

    /// One host for all visitors.
    ///
    /// @param host the `Host` field's value
    /// @param tls whether the origin speaks HTTPS
    public static HostMapping to(String host, boolean tls) {
        return tls
                ? new HostMapping(host, List.of("https://" + host, "http://" + host))
                : new HostMapping(host, List.of("http://" + host, "https://" + host));
    }

    /// The `Host` for the origin.
    CharSequence hostFor(CharSequence visitorAuthority) {
        return host == null ? visitorAuthority : host;
    }

    /// Changes what repeats the tunnel's host in a head on its way to the origin.
    ///
    /// @param visitorHead the request as the visitor made it
    void mapIn(HttpHeaders head, Http2Headers visitorHead) {
        if (host == null) {
            return;
        }
        String visitorUrl = Heads.visitorUrl(visitorHead);
        mapUrl(head, HttpHeaderNames.ORIGIN, visitorUrl);
        mapUrl(head, HttpHeaderNames.REFERER, visitorUrl);
    }

    private void mapUrl(HttpHeaders head, CharSequence field, String visitorUrl) {
        String value = head.get(field);
        if (value != null && isUnder(value, visitorUrl)) {
            head.set(field, originUrl + value.substring(visitorUrl.length()));
        }
    }

    /// Changes what repeats the origin's host in a head on its way to the visitor.
    ///
    /// @param visitorHead the request as the visitor made it
    void mapOut(Http2Headers head, Http2Headers visitorHead) {
        if (host == null) {
            return;
        }
        String visitorUrl = Heads.visitorUrl(visitorHead);
        mapBack(head, HttpHeaderNames.LOCATION, visitorUrl);
        mapBack(head, HttpHeaderNames.CONTENT_LOCATION, visitorUrl);
        List<CharSequence> cookies = head.getAll(HttpHeaderNames.SET_COOKIE);
        if (!cookies.isEmpty()) {
            List<CharSequence> mapped = new ArrayList<>(cookies.size());
            for (CharSequence cookie : cookies) {
                mapped.add(mapCookie(cookie.toString(), hostName(visitorUrl), hostName(originUrl)));
            }
            head.set(HttpHeaderNames.SET_COOKIE, mapped);
        }
    }

    private void mapBack(Http2Headers head, CharSequence field, String visitorUrl) {
        CharSequence value = head.get(field);
        if (value == null) {
            return;
        }
        String url = value.toString();
        for (String from : originUrls) {
            if (isUnder(url, from)) {
                head.set(field, visitorUrl + url.substring(from.length()));
                return;
            }
        }
    }

    private static String mapCookie(String cookie, String visitorHost, String originHost) {
        String[] parts = cookie.split(";", -1);
        for (int i = 1; i < parts.length; i++) {
            String attribute = parts[i].trim();
            if (attribute.regionMatches(true, 0, "domain=", 0, 7)) {
                String domain = attribute.substring(7).trim().toLowerCase(Locale.ROOT);
                String name = domain.startsWith(".") ? domain.substring(1) : domain;
                if (name.equals(originHost)) {
                    parts[i] = " Domain=" + visitorHost;
                }
            }
        }
        return String.join(";", parts);
    }

    private static boolean isUnder(String url, String base) {
        if (!url.regionMatches(true, 0, base, 0, base.length())) {
            return false;
        }
        return url.length() == base.length() || "/?#".indexOf(url.charAt(base.length())) >= 0;
    }

    /// The host without its port.
    private static String hostName(String url) {
        String authority = url.substring(url.indexOf("://") + 3);
        int colon = authority.lastIndexOf(':');
        boolean port = colon > authority.lastIndexOf(']');
        return (port ? authority.substring(0, colon) : authority).toLowerCase(Locale.ROOT);
    }
}
