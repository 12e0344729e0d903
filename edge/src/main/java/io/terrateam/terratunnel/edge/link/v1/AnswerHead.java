package io.terrateam.terratunnel.edge.link.v1;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import io.terrateam.terratunnel.edge.link.RequestHead;
import io.terrateam.terratunnel.protocol.link.LinkHandshake;
import io.terrateam.terratunnel.protocol.v1.ContentTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An answer's head as it goes on to its visitor: with the length that its body has, and without
/// what is not true of the body any more.
///
/// Thread: stateless. Spec: RFC 9110 sections 8.4 and 8.6; RFC 6265 section 3 (folded cookies).
final class AnswerHead {

    /// The length of a body that is not known yet.
    static final long UNKNOWN = -1;

    private static final Pattern CHARSET =
            Pattern.compile("(?i)(;\\s*charset\\s*=\\s*)(\"[^\"]*\"|[^;\\s]*)");

    /// Between two cookies that were folded into one field: a comma, then a name and `=`. The comma
    /// in a date is followed by a day.
    private static final Pattern FOLD = Pattern.compile(",\\s*(?=[!#$%&'*+.^_`|~0-9A-Za-z-]+=)");

    private AnswerHead() {}

    /// Whether an answer has no body whatever its head says (RFC 9110 section 6.4.1).
    static boolean isBodyless(RequestHead visitorRequest, int status) {
        return visitorRequest.head() || status == 204 || status == 304;
    }

    /// Makes the head out of the fields that came.
    ///
    /// @param text whether the body came as text
    /// @param bodyBytes how long the body is
    static Http2Headers of(
            Http2Headers fields,
            int status,
            RequestHead visitorRequest,
            V1Client client,
            boolean text,
            long bodyBytes) {
        fields.status(Integer.toString(status));
        if (!client.exact()) {
            asTheOriginMeantIt(fields, text);
        }
        if (!isBodyless(visitorRequest, status)) {
            if (bodyBytes == UNKNOWN) {
                fields.remove(HttpHeaderNames.CONTENT_LENGTH);
            } else {
                fields.setLong(HttpHeaderNames.CONTENT_LENGTH, bodyBytes);
            }
        } else if (status == 204 || !isLength(fields)) {
            fields.remove(HttpHeaderNames.CONTENT_LENGTH);
        }
        return fields;
    }

    private static boolean isLength(Http2Headers fields) {
        List<CharSequence> lengths = fields.getAll(HttpHeaderNames.CONTENT_LENGTH);
        return lengths.size() == 1
                && lengths.getFirst().length() < 19
                && lengths.getFirst().chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /// The original decodes gzip and deflate, makes UTF-8 of text and folds fields, and leaves the
    /// head as it was. Only our own client may name a failure of its own.
    private static void asTheOriginMeantIt(Http2Headers fields, boolean text) {
        fields.remove(LinkHandshake.ERROR);
        CharSequence coding = fields.get(HttpHeaderNames.CONTENT_ENCODING);
        if (coding != null && isDecoded(coding.toString())) {
            fields.remove(HttpHeaderNames.CONTENT_ENCODING);
            fields.remove(HttpHeaderNames.CONTENT_LENGTH);
        }
        CharSequence type = fields.get(HttpHeaderNames.CONTENT_TYPE);
        if (text && type != null && ContentTypes.isText(type)) {
            Matcher charset = CHARSET.matcher(type);
            if (charset.find()) {
                fields.set(HttpHeaderNames.CONTENT_TYPE, charset.replaceFirst("$1utf-8"));
            }
        }
        unfoldCookies(fields);
    }

    private static boolean isDecoded(String coding) {
        String one = coding.trim();
        return AsciiString.contentEqualsIgnoreCase(one, "gzip")
                || AsciiString.contentEqualsIgnoreCase(one, "x-gzip")
                || AsciiString.contentEqualsIgnoreCase(one, "deflate");
    }

    private static void unfoldCookies(Http2Headers fields) {
        CharSequence first = fields.get(HttpHeaderNames.SET_COOKIE);
        if (first == null || AsciiString.indexOf(first, ',', 0) < 0) {
            return;
        }
        List<CharSequence> cookies = new ArrayList<>();
        for (CharSequence folded : fields.getAll(HttpHeaderNames.SET_COOKIE)) {
            cookies.addAll(List.of(FOLD.split(folded)));
        }
        fields.set(HttpHeaderNames.SET_COOKIE, cookies);
    }

    /// The code of a failure that the original answers with 500 and the text of an exception; null
    /// where it is an origin's answer, which has fields.
    ///
    /// @param begin how the body begins
    static @Nullable CharSequence failureOfTheOriginal(
            Http2Headers fields, int status, CharSequence begin) {
        String text = begin.toString();
        boolean itsOwn =
                status == 500
                        && fields.size() <= 1
                        && (text.startsWith("Internal server error: ")
                                || text.startsWith("Internal error: "));
        if (!itsOwn) {
            return null;
        }
        if (text.contains("connection attempts failed") || text.contains("refused")) {
            return "local-refused";
        }
        if (text.contains("Name or service not known") || text.contains("address associated")) {
            return "local-dns";
        }
        return text.contains("SSL") || text.contains("CERTIFICATE")
                ? "local-tls"
                : "local-protocol";
    }
}
