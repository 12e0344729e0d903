package io.terrateam.terratunnel.edge.visitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.terrateam.terratunnel.edge.page.ErrorResponses;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Heads of HTTP/2. In the table a head is `name value` pairs separated by commas; `GET` stands for
/// an ordinary one, which the pairs change or add to, `-` for leaving one out.
final class Http2HeadPolicyTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET | ok a.example",
                "GET, :authority A.Example.:80 | ok a.example:80",
                "GET, :authority -, host a.example | ok a.example",
                "GET, host A.example. | ok a.example",
                "GET, :path /a%2Fb?c=&d | ok a.example",
                "GET, :method OPTIONS, :path * | ok a.example",
                "GET, :scheme https | ok a.example",
                "GET, te trailers | ok a.example",
                "GET, content-length 0 | ok a.example",
                "GET, expect 100-continue | ok a.example",
                "GET, :method CONNECT, :protocol websocket | ok a.example",
                "GET, :method - | malformed",
                "GET, :path - | malformed",
                "GET, :scheme - | malformed",
                "GET, :path EMPTY | malformed",
                "GET, connection close | malformed",
                "GET, transfer-encoding chunked | malformed",
                "GET, upgrade h2c | malformed",
                "GET, keep-alive 5 | malformed",
                "GET, proxy-connection x | malformed",
                "GET, te gzip | malformed",
                "GET, content-length 5 | malformed",
                "GET, content-length x | malformed",
                "GET, content-length -1 | malformed",
                "GET, content-length 0, content-length 0 | malformed",
                "GET, content-length 9999999999999999999 | malformed",
                "GET, :authority - | 400",
                "GET, :authority u@a.example | 400",
                "GET, :authority EMPTY | 400",
                "GET, host b.example | 400",
                "GET, host a.example, host a.example | 400",
                "GET, :authority -, host a.example, host a.example | 400",
                "GET, :path a | 400",
                "GET, :path http://a.example/ | 400",
                "GET, :path * | 400",
                "GET, :path /a#b | 400",
                "GET, :path /a\u007f | 400",
                "GET, :scheme ftp | 400",
                "GET, content_length 1 | 400",
                "GET, x_forwarded_for 1 | 400",
                "GET, :method TRACE | 405",
                "GET, :method CONNECT | 405",
                "GET, :method CONNECT, :protocol connect-udp | 405",
                "GET, :method G(T | 501",
                "GET, expect other | 417",
                "GET, expect 100-continue, expect other | 417",
            })
    void headsHaveOneReadingOrNone(String head, String expected) {
        assertThat(judge(fields(head), true)).isEqualTo(expected);
    }

    @Test
    void limitsTargetFieldsAndBody() {
        Http2Headers longPath = fields("GET").path("/" + "a".repeat(8_192));
        Http2Headers many = fields("GET");
        for (int i = 0; i < 120; i++) {
            many.add("x-" + i, "1");
        }
        Http2Headers big = fields("GET, :method POST, content-length 99999999999");

        assertThat(judge(longPath, true)).isEqualTo("414");
        assertThat(judge(many, true)).isEqualTo("431");
        assertThat(judge(big, false)).isEqualTo("413");
    }

    static String judge(Http2Headers fields, boolean ends) {
        try {
            Http2HeadPolicy.Verdict verdict =
                    Http2HeadPolicy.check(fields, 1, ends, Heads.SERVICES);
            Http2HeadPolicy.Checked checked = verdict.checked();
            return checked == null
                    ? Integer.toString(ErrorResponses.answer(verdict.failure()).status())
                    : "ok " + checked.authority();
        } catch (Http2Exception malformed) {
            return "malformed";
        }
    }

    private static Http2Headers fields(String head) {
        Http2Headers fields =
                new DefaultHttp2Headers(false)
                        .method("GET")
                        .scheme("http")
                        .authority("a.example")
                        .path("/");
        for (String pair : head.split(",")) {
            String[] words = pair.trim().split(" ", 2);
            if (words.length > 1) {
                change(fields, words[0], words[1]);
            }
        }
        return fields;
    }

    private static void change(Http2Headers fields, String name, String value) {
        if (value.equals("-")) {
            fields.remove(name);
        } else if (name.startsWith(":")) {
            fields.set(name, value.equals("EMPTY") ? "" : value);
        } else {
            fields.add(name, value);
        }
    }
}
