package io.terrateam.terratunnel.agent.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class HostMappingTest {

    private static final HostMapping REWRITE = HostMapping.to("localhost:3000", false);

    private final Http2Headers visitor =
            new DefaultHttp2Headers()
                    .method("GET")
                    .scheme("https")
                    .authority("t.example.org")
                    .path("/");

    @ParameterizedTest
    @CsvSource({
        "https://t.example.org, http://localhost:3000",
        "https://t.example.org/a?b, http://localhost:3000/a?b",
        "HTTPS://T.Example.org/A, http://localhost:3000/A",
        "https://t.example.org.evil.com/, https://t.example.org.evil.com/",
        "http://t.example.org/, http://t.example.org/",
        "null, null"
    })
    void originAndRefererFollowInward(String given, String mapped) {
        HttpHeaders head = new DefaultHttpHeaders().set("referer", given).set("origin", given);

        REWRITE.mapIn(head, visitor);

        assertThat(head.get("referer")).isEqualTo(mapped);
        assertThat(head.get("origin")).isEqualTo(mapped);
        assertThat(REWRITE.hostFor("t.example.org")).hasToString("localhost:3000");
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:3000/next, https://t.example.org/next",
        "https://localhost:3000/next, https://t.example.org/next",
        "http://localhost:30001/, http://localhost:30001/",
        "/relative, /relative",
        "https://elsewhere.org/, https://elsewhere.org/"
    })
    void locationIsMappedBack(String given, String mapped) {
        Http2Headers head = new DefaultHttp2Headers().add("location", given);

        REWRITE.mapOut(head, visitor);

        assertThat(head.get("location")).hasToString(mapped);
    }

    @Test
    void cookieDomainsAreMappedBackAndCookiesStayApart() {
        Http2Headers head =
                new DefaultHttp2Headers()
                        .add("set-cookie", "a=1; Domain=.LocalHost; Path=/")
                        .add("set-cookie", "b=domain=localhost; domain=other.org");

        REWRITE.mapOut(head, visitor);

        assertThat(head.getAll("set-cookie"))
                .hasToString(
                        "[a=1; Domain=t.example.org; Path=/, b=domain=localhost; domain=other.org]");
    }

    @Test
    void visitorsHostChangesNothing() {
        Http2Headers head = new DefaultHttp2Headers().add("location", "http://localhost:3000/");

        HostMapping.visitors().mapOut(head, visitor);

        assertThat(head.get("location")).hasToString("http://localhost:3000/");
        assertThat(HostMapping.visitors().hostFor("t.example.org")).hasToString("t.example.org");
    }
}
