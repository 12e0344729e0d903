package io.terrateam.terratunnel.webhook.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RawHttpTest {
    @Test
    void headAndBodyAreTakenAsTheyAre() {
        WebhookRequest request =
                parse(
                        "POST /a%2Fb?x HTTP/1.1\r\nHost: a\r\nX-A:\t1 \r\nx-a: 2\r\n\r\nbody\r\n\r\n");

        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.target()).isEqualTo("/a%2Fb?x");
        assertThat(request.fields())
                .containsExactly(
                        new Field("Host", "a"), new Field("X-A", "1"), new Field("x-a", "2"));
        assertThat(request.body()).isEqualTo("body\r\n\r\n".getBytes(ISO_8859_1));
    }

    @Test
    void linesOfTheHeadMayEndInLineFeedsAlone() {
        WebhookRequest request = parse("GET / HTTP/1.1\nHost: a\n\n\nx");

        assertThat(request.first("host")).contains("a");
        assertThat(request.body()).isEqualTo("\nx".getBytes(ISO_8859_1));
        assertThat(parse("GET / HTTP/1.1\r\n\r\n").body()).isEmpty();
    }

    @Test
    void bytesAboveAsciiSurvive() {
        WebhookRequest request = parse("POST / HTTP/1.1\r\nX-A: \u00ff\r\n\r\n\u0000\u00fe");

        assertThat(request.first("X-A")).contains("\u00ff");
        assertThat(request.body()).containsExactly(0, 0xfe);
    }

    @Test
    void chunksAreTakenOff() {
        WebhookRequest request =
                parse(
                        String.join(
                                "\r\n",
                                "POST / HTTP/1.1",
                                "Transfer-Encoding: chunked",
                                "",
                                "3;a=b",
                                "ab\n",
                                "A",
                                "0123456789",
                                "0",
                                "T: x",
                                "",
                                ""));

        assertThat(new String(request.body(), ISO_8859_1)).isEqualTo("ab\n0123456789");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "POST / HTTP/1.1",
                "POST / HTTP/1.1\r\nHost: a\r\n",
                "POST\r\n\r\n",
                "POST / HTTP/1.1\r\nno field\r\n\r\n",
                "POST / HTTP/1.1\r\nA B: c\r\n\r\n",
                "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
                "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\nabc",
                "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\nabc",
                "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc"
            })
    void whatIsNoRequestIsSaidSo(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    private static WebhookRequest parse(String text) {
        return RawHttp.parse(text.getBytes(ISO_8859_1));
    }
}
