package io.terrateam.terratunnel.edge.visitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Raw heads through the real decoder and policy. In the tables `~` is CR LF, `^` a bare LF, `@0` a
/// NUL, `@t` a tab, `@s` a space.
final class HeadPolicyTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "GET / HTTP/1.1~Host: a~~ | / at a",
                "GET / HTTP/1.0~Host: a~~ | / at a",
                "~GET / HTTP/1.1~Host: a~~ | / at a",
                "GET / HTTP/1.1~host:A.EXAMPLE.:80~~ | / at a.example:80",
                "GET / HTTP/1.1~Host: [::1]:80~~ | / at [::1]:80",
                "GET /a%2Fb/../c//d;e?f=&g=%00 HTTP/1.1~Host: a~~ | /a%2Fb/../c//d;e?f=&g=%00 at a",
                "GET /?a=http://b/c HTTP/1.1~Host: a~~ | /?a=http://b/c at a",
                "GET /\"<>[]{}\\ HTTP/1.1~Host: a~~ | /\"<>[]{}\\ at a",
                "GET http://a/b?c HTTP/1.1~Host: a~~ | /b?c at a",
                "GET HTTPS://A.:80/b HTTP/1.1~Host: a:80~~ | /b at a:80",
                "GET http://a HTTP/1.1~Host: a~~ | / at a",
                "GET http://a?b HTTP/1.1~Host: a~~ | /?b at a",
                "OPTIONS * HTTP/1.1~Host: a~~ | * at a",
                "PATCH / HTTP/1.1~Host: a~~ | / at a",
                "M-SEARCH / HTTP/1.1~Host: a~~ | / at a",
                "POST / HTTP/1.1~Host: a~Content-Length: 0~~ | / at a",
                "POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~0~~ | / at a",
                "POST / HTTP/1.1~Host: a~Transfer-Encoding: CHUNKED~~0~~ | / at a",
                "POST / HTTP/1.1~Host: a~Expect: 100-Continue~Content-Length: 0~~ | / at a",
                "GET / HTTP/1.1~Host: a~X-Empty:~~ | / at a",
                "GET / HTTP/1.1~Host: a~X_Y: 1~~ | / at a",
                "GET / HTTP/1.1~Host: a~X: @t1@t~~ | / at a",
                "GET / HTTP/1.1~Host: a~Cookie: a=1~Cookie: b=2~~ | / at a",
            })
    void acceptsWhatHasOneReading(String head, String verdict) {
        assertThat(Heads.judge(raw(head))).containsExactly(verdict);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "GET / HTTP/1.1~~ | 400",
                "GET / HTTP/1.0~~ | 400",
                "GET / HTTP/1.1~Host: a~Host: a~~ | 400",
                "GET / HTTP/1.1~Host: a~Host: b~~ | 400",
                "GET / HTTP/1.1~Host:~~ | 400",
                "GET / HTTP/1.1~Host: a,b~~ | 400",
                "GET / HTTP/1.1~Host: a b~~ | 400",
                "GET / HTTP/1.1~Host: u@a~~ | 400",
                "GET / HTTP/1.1~Host: a/b~~ | 400",
                "GET / HTTP/1.1~Host: a:b~~ | 400",
                "GET / HTTP/1.1~Host: a:99999~~ | 400",
                "GET / HTTP/1.1~Host: [::1~~ | 400",
                "GET / HTTP/1.1~Host: http://a~~ | 400",
                "GET / HTTP/1.1~Host: .~~ | 400",
                "GET / HTTP/1.1~Host : a~~ | 400",
                "GET http://a/ HTTP/1.1~Host: b~~ | 400",
                "GET http://a/ HTTP/1.1~Host: a:80~~ | 400",
                "GET http://u@a/ HTTP/1.1~Host: a~~ | 400",
                "GET http:///b HTTP/1.1~Host: a~~ | 400",
                "GET ftp://a/ HTTP/1.1~Host: a~~ | 400",
                "GET //a/ HTTP/1.1~~ | 400",
                "GET a/b HTTP/1.1~Host: a~~ | 400",
                "GET * HTTP/1.1~Host: a~~ | 400",
                "GET /a#b HTTP/1.1~Host: a~~ | 400",
                "GET /caf\u00e9 HTTP/1.1~Host: a~~ | 400",
                "GET /a\u007fb HTTP/1.1~Host: a~~ | 400",
                "GET /a@0b HTTP/1.1~Host: a~~ | 400",
                "GET /a b HTTP/1.1~Host: a~~ | 400",
                "GET  / HTTP/1.1~Host: a~~ | 400",
                "GET /  HTTP/1.1~Host: a~~ | 400",
                "GET / HTTP/1.1 ~Host: a~~ | 400",
                "GET@t/ HTTP/1.1~Host: a~~ | 400",
                "@sGET / HTTP/1.1~Host: a~~ | 400",
                "GET / http/1.1~Host: a~~ | 400",
                "GET / HTTP/2.0~Host: a~~ | 505",
                "GET / HTTP/9.9~Host: a~~ | 505",
                "GET / HTTP/1.2~Host: a~~ | 505",
                "GET / HTTP/11~Host: a~~ | 400",
                "GET /~~ | 400",
                "GET~~ | 400",
                "CONNECT a:80 HTTP/1.1~Host: a:80~~ | 405",
                "TRACE / HTTP/1.1~Host: a~~ | 405",
                "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFG / HTTP/1.1~Host: a~~ | 501",
                "GE(T / HTTP/1.1~Host: a~~ | 400",
                "POST / HTTP/1.1~Host: a~Content-Length: 1~Transfer-Encoding: chunked~~ | 400",
                "POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~Content-Length: 1~~ | 400",
                "POST / HTTP/1.1~Host: a~Content-Length: 1~Content-Length: 1~~x | 400",
                "POST / HTTP/1.1~Host: a~Content-Length: 1~Content-Length: 2~~x | 400",
                "POST / HTTP/1.1~Host: a~Content-Length: 1, 1~~x | 400",
                "POST / HTTP/1.1~Host: a~Content-Length: -1~~ | 400",
                "POST / HTTP/1.1~Host: a~Content-Length: +1~~x | 400",
                "POST / HTTP/1.1~Host: a~Content-Length: 0x1~~x | 400",
                "POST / HTTP/1.1~Host: a~Content-Length: 1 1~~x | 400",
                "POST / HTTP/1.1~Host: a~Content-Length: 99999999999999999999~~ | 400",
                "POST / HTTP/1.1~Host: a~Content-Length:~~ | 400",
                "POST / HTTP/1.1~Host: a~Transfer-Encoding: gzip, chunked~~0~~ | 501",
                "POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~Transfer-Encoding: chunked~~ | 400",
                "POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked, identity~~ | 400",
                "POST / HTTP/1.1~Host: a~Transfer-Encoding: xchunked~~ | 400",
                "POST / HTTP/1.0~Host: a~Transfer-Encoding: chunked~~0~~ | 400",
                "GET / HTTP/1.1~Host: a~Transfer_Encoding: chunked~~ | 400",
                "GET / HTTP/1.1~Host: a~Content_Length: 1~~ | 400",
                "GET / HTTP/1.1~Host: a~X_Forwarded_For: b~~ | 400",
                "GET / HTTP/1.1~Host: a~Terratunnel_Error: b~~ | 400",
                "GET / HTTP/1.1~Host: a~hOsT_: b~HO_ST: a~X: b~x-real_ip: c~~ | 400",
                "GET / HTTP/1.1~Host: a~X: a~ b~~ | 400",
                "GET / HTTP/1.1~Host: a~X: a~@tb~~ | 400",
                "GET / HTTP/1.1~ Host: a~~ | 400",
                "GET / HTTP/1.1~Host: a~X : a~~ | 400",
                "GET / HTTP/1.1~Host: a~X(: a~~ | 400",
                "GET / HTTP/1.1~Host: a~: a~~ | 400",
                "GET / HTTP/1.1~Host: a~Xa~~ | 400",
                "GET / HTTP/1.1~Host: a~X: a@0b~~ | 400",
                "GET / HTTP/1.1~Host: a~X: a\u000bb~~ | 400",
                "GET / HTTP/1.1^Host: a^^ | 400",
                "GET / HTTP/1.1~Host: a^~ | 400",
                "POST / HTTP/1.1~Host: a~Expect: something~Content-Length: 0~~ | 417",
                "POST / HTTP/1.1~Host: a~Expect: 100-continue, x~Content-Length: 0~~ | 417",
            })
    void refusesWhatCouldBeReadInTwoWays(String head, int status) {
        assertThat(Heads.judge(raw(head))).first().isEqualTo("status " + status);
    }

    @Test
    void refusesASecondExpectation() {
        String head =
                "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nExpect: other\r\nContent-Length: 0\r\n\r\n";

        assertThat(Heads.judge(head)).containsExactly("status 417");
    }

    @Test
    void limitsTargetFieldsAndTheirNumber() {
        String path = "/" + "a".repeat(8_190);
        String hundred = "X: 1\r\n".repeat(99);

        assertThat(judgeGet(path + "a", "")).isEqualTo(path + "a at a");
        assertThat(judgeGet(path + "aa", "")).isEqualTo("status 414");
        assertThat(judgeGet(path.repeat(3), "")).isEqualTo("status 414");
        assertThat(judgeGet("/", hundred)).isEqualTo("/ at a");
        assertThat(judgeGet("/", hundred + "X: 1\r\n")).isEqualTo("status 431");
        assertThat(judgeGet("/", "X: " + "a".repeat(32_000) + "\r\n")).isEqualTo("/ at a");
        assertThat(judgeGet("/", "X: " + "a".repeat(33_000) + "\r\n")).isEqualTo("status 431");
        assertThat(judgeGet("/", ("X: " + "a".repeat(8_000) + "\r\n").repeat(5)))
                .isEqualTo("status 431");
    }

    private static String judgeGet(String path, String fields) {
        return Heads.judge("GET " + path + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n").get(0);
    }

    @Test
    void theVerdictDoesNotDependOnHowTheHeadIsCut() {
        List<String> heads =
                List.of(
                        "GET /a HTTP/1.1\r\nHost: a\r\nX: 1\r\n\r\nGET /b HTTP/1.1\r\nHost: b\r\n\r\n",
                        "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n\r\n :GET /b HTTP/1.1\r\nHost: b\r\n\r\n",
                        "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n x\r\n0\r\nT: 1\r\n\r\nGET /b HTTP/1.1\r\nHost: b\r\n\r\n",
                        "GET /a HTTP/1.1\r\nHost: a\r\nX: 1\r\n folded\r\n\r\n",
                        "\r\nGET /a HTTP/1.1\r\n Host: a\r\n\r\n",
                        "GET  /a HTTP/1.1\r\nHost: a\r\n\r\n",
                        "GET /a http/1.1\r\nHost: a\r\n\r\n");
        for (String head : heads) {
            byte[] bytes = head.getBytes(StandardCharsets.ISO_8859_1);
            List<String> whole = Heads.judge(bytes);
            assertThat(whole).isNotEmpty();
            for (int cut = 1; cut < bytes.length; cut++) {
                byte[] first = Arrays.copyOf(bytes, cut);
                byte[] rest = Arrays.copyOfRange(bytes, cut, bytes.length);

                assertThat(Heads.judge(first, rest)).as("%s cut at %d", head, cut).isEqualTo(whole);
            }
        }
    }

    @Test
    void eachRequestOfAPipelineIsJudgedByItself() {
        String good = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";
        String folded = "GET /b HTTP/1.1\r\nHost: a\r\nX: 1\r\n 2\r\n\r\n";

        assertThat(Heads.judge(good + folded + good))
                .containsExactly("/a at a", "status 400", "/a at a");
    }

    private static String raw(String head) {
        return head.replace("~", "\r\n")
                .replace("^", "\n")
                .replace("@0", "\0")
                .replace("@s", " ")
                .replace("@t", "\t");
    }
}
