package io.terrateam.terratunnel.edge.exchange;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import io.terrateam.terratunnel.edge.link.RequestHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Keeps the cookies of the server's own pages from local applications.
///
/// Browsers send them to no tunnel, as `__Host-` says; programs with a cookie jar that knows less
/// do. Nobody's application has cookies of these names but a Terratunnel behind a Terratunnel.
///
/// Thread: stateless. Spec: RFC 6265 section 4.2.1.
final class OwnCookies {
    private static final String PREFIX = "__Host-";
    private static final Set<String> NAMES = Set.of(PREFIX + "auth_token", PREFIX + "tt_login");

    private OwnCookies() {}

    /// The same head without them; everything else stays byte for byte.
    static RequestHead takenFrom(RequestHead head) {
        removeFrom(head.fields());
        return head;
    }

    static void removeFrom(Http2Headers request) {
        if (!request.contains(HttpHeaderNames.COOKIE)) {
            return;
        }
        List<CharSequence> fields = request.getAll(HttpHeaderNames.COOKIE);
        List<CharSequence> kept = new ArrayList<>(fields.size());
        for (CharSequence field : fields) {
            CharSequence rest = AsciiString.contains(field, PREFIX) ? without(field) : field;
            if (!rest.isEmpty()) {
                kept.add(rest);
            }
        }
        if (kept.isEmpty()) {
            request.remove(HttpHeaderNames.COOKIE);
        } else if (!kept.equals(fields)) {
            request.set(HttpHeaderNames.COOKIE, kept);
        }
    }

    private static CharSequence without(CharSequence field) {
        String text = field.toString();
        StringBuilder kept = new StringBuilder(text.length());
        for (String pair : text.split(";", -1)) {
            if (!isOurs(pair)) {
                kept.append(kept.isEmpty() ? "" : ";")
                        .append(kept.isEmpty() ? pair.stripLeading() : pair);
            }
        }
        return kept.length() == text.length() ? field : kept.toString();
    }

    private static boolean isOurs(String pair) {
        int equals = pair.indexOf('=');
        return equals > 0 && NAMES.contains(pair.substring(0, equals).strip());
    }
}
