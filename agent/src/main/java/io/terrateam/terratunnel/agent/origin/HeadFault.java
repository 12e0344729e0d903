package io.terrateam.terratunnel.agent.origin;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an answer's head must not say, beyond what the decoder refuses.
///
/// Thread: stateless. Spec: RFC 9112 section 6.1, RFC 9110 section 15.
final class HeadFault {

    /// Fields in one head; together with the limit on its bytes it keeps the head within what a
    /// link carries.
    private static final int MAX_FIELDS = 256;

    private HeadFault() {}

    /// What is wrong with a head, or null.
    ///
    /// @param switchAsked whether 101 may answer the request
    static @Nullable String of(HttpResponse head, boolean switchAsked) {
        int status = head.status().code();
        HttpVersion version = head.protocolVersion();
        if (version.majorVersion() != 1 || version.minorVersion() > 1) {
            return "version " + version;
        }
        if (status < 100 || status > 599) {
            return "status " + status;
        }
        if (status == 101 && !switchAsked) {
            return "101 without having been asked";
        }
        if (head.headers().size() > MAX_FIELDS) {
            return "more than " + MAX_FIELDS + " header fields";
        }
        List<String> codings = head.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
        if (codings.isEmpty()) {
            return null;
        }
        boolean chunkedAlone =
                codings.size() == 1 && codings.getFirst().equalsIgnoreCase("chunked");
        if (!chunkedAlone || version.minorVersion() == 0) {
            return "Transfer-Encoding " + codings;
        }
        return head.headers().contains(HttpHeaderNames.CONTENT_LENGTH)
                ? "both Content-Length and Transfer-Encoding"
                : null;
    }
}
