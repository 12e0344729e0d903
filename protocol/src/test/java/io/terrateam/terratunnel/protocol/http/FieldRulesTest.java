package io.terrateam.terratunnel.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FieldRulesTest {

    private static final long SEED = 42;
    private static final int CASES = 5_000;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection",
                "keep-alive",
                "PROXY-CONNECTION",
                "Proxy-Authenticate",
                "Proxy-Authorization",
                "TE",
                "Transfer-Encoding",
                "Upgrade",
                "HTTP2-Settings"
            })
    void hopByHopFieldsEndAtTheHop(String name) {
        assertThat(FieldRules.isHopByHop(name)).isTrue();
        assertThat(FieldRules.isHopByHop(AsciiString.of(name))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Trailer",
                "Content-Length",
                "Via",
                "Cookie",
                "Upgrade1",
                "XE",
                "Connectio_",
                "",
                "Sec-WebSocket-Key",
                "Authorization",
                "Expect",
                "Date"
            })
    void otherFieldsGoOn(String name) {
        assertThat(FieldRules.isHopByHop(name)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "trailers, true",
        "Trailers, true",
        "'gzip, trailers', true",
        "'trailers;q=0.5', true",
        "' trailers ', true",
        "gzip, false",
        "'', false",
        "trailer, false",
        "xtrailers, false",
    })
    void teGoesOnlyAsTrailers(String value, boolean keeps) {
        assertThat(FieldRules.keepsTe(value)).isEqualTo(keeps);
    }

    @Test
    void removesFieldsNamedInConnection() {
        HttpHeaders from =
                http1(
                        "Connection", "close, X-One",
                        "X-One", "1",
                        "connection", " x-TWO ,, Keep-Alive",
                        "X-Two", "2",
                        "X-Three", "3");

        assertThat(toHttp2(from)).containsExactly(entry("x-three", "3"));
    }

    @Test
    void keepsOrderAndRepetition() {
        HttpHeaders from =
                http1("B", "1", "A", "2", "Set-Cookie", "x=1", "B", "3", "Set-Cookie", "y=2");

        assertThat(toHttp2(from))
                .containsExactly(
                        entry("b", "1"),
                        entry("a", "2"),
                        entry("set-cookie", "x=1"),
                        entry("b", "3"),
                        entry("set-cookie", "y=2"));
    }

    @Test
    void leavesHostToThePseudoHeader() {
        assertThat(toHttp2(http1("Host", "a", "X", "1"))).containsExactly(entry("x", "1"));
    }

    @Test
    void reducesTeToTrailers() {
        assertThat(toHttp2(http1("TE", "gzip, trailers;q=1")))
                .containsExactly(entry("te", "trailers"));
        assertThat(toHttp2(http1("TE", "gzip"))).isEmpty();
    }

    @Test
    void dropsWhatTheCallerDoesNotKeep() {
        Http2Headers to = new DefaultHttp2Headers(false);

        FieldRules.copyToHttp2(
                http1("X-A", "1", "X-B", "2"), to, name -> !name.toString().equals("X-A"));

        assertThat(list(to)).containsExactly(entry("x-b", "2"));
    }

    @Test
    void joinsCookieCrumbsForHttp1() {
        Http2Headers from = new DefaultHttp2Headers(false);
        from.status("200");
        from.add("cookie", "a=1").add("x", "y").add("cookie", "b=2; c=3");

        assertThat(toHttp1(from, true))
                .containsExactly(entry("x", "y"), entry("cookie", "a=1; b=2; c=3"));
        assertThat(toHttp1(from, false))
                .containsExactly(
                        entry("cookie", "a=1"), entry("x", "y"), entry("cookie", "b=2; c=3"));
    }

    @Test
    void leavesOutPseudoAndHopByHopFieldsForHttp1() {
        Http2Headers from = new DefaultHttp2Headers(false);
        from.status("200");
        from.add("transfer-encoding", "chunked")
                .add("connection", "close")
                .add("te", "trailers")
                .add("keep-alive", "5")
                .add("a", "b");

        assertThat(toHttp1(from, true))
                .containsExactlyInAnyOrder(entry("te", "trailers"), entry("a", "b"));
    }

    @Test
    void everyEndToEndFieldSurvivesBothHops() {
        Random random = new Random(SEED);
        for (int i = 0; i < CASES; i++) {
            HttpHeaders from = generated(random);
            Http2Headers between = new DefaultHttp2Headers(false);
            HttpHeaders to =
                    DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();

            FieldRules.copyToHttp2(from, between);
            FieldRules.copyToHttp1(between, to, false);

            assertThat(list(to)).as("%s", from).isEqualTo(expected(from));
        }
    }

    private static List<Map.Entry<String, String>> expected(HttpHeaders from) {
        List<String> named =
                FieldRules.namedByConnection(from).stream()
                        .map(AsciiString::of)
                        .map(AsciiString::toLowerCase)
                        .map(AsciiString::toString)
                        .toList();
        List<Map.Entry<String, String>> kept = new ArrayList<>();
        for (Map.Entry<String, String> field : from) {
            String name = AsciiString.of(field.getKey()).toLowerCase().toString();
            boolean ends =
                    FieldRules.isHopByHop(name) || named.contains(name) || name.equals("host");
            if (!ends) {
                kept.add(entry(name, field.getValue()));
            }
        }
        return kept;
    }

    private static HttpHeaders generated(Random random) {
        String[] names = {
            "Connection", "X-A", "x-b", "Keep-Alive", "Set-Cookie", "Host", "Upgrade", "X-A", "Via"
        };
        HttpHeaders fields =
                DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
        int count = random.nextInt(10);
        for (int i = 0; i < count; i++) {
            String name = names[random.nextInt(names.length)];
            String value =
                    name.equals("Connection")
                            ? names[random.nextInt(names.length)] + ", close"
                            : Integer.toHexString(random.nextInt());
            fields.add(name, value);
        }
        return fields;
    }

    private static HttpHeaders http1(String... namesAndValues) {
        HttpHeaders fields =
                DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }

    private static List<Map.Entry<String, String>> toHttp2(HttpHeaders from) {
        Http2Headers to = new DefaultHttp2Headers(true);
        FieldRules.copyToHttp2(from, to);
        return list(to);
    }

    private static List<Map.Entry<String, String>> toHttp1(Http2Headers from, boolean joinCookies) {
        HttpHeaders to = DefaultHttpHeadersFactory.headersFactory().newHeaders();
        FieldRules.copyToHttp1(from, to, joinCookies);
        return list(to);
    }

    private static List<Map.Entry<String, String>> list(HttpHeaders fields) {
        return fields.entries().stream()
                .map(field -> entry(field.getKey(), field.getValue()))
                .collect(Collectors.toUnmodifiableList());
    }

    private static List<Map.Entry<String, String>> list(Http2Headers fields) {
        List<Map.Entry<String, String>> all = new ArrayList<>();
        fields.forEach(
                field -> all.add(entry(field.getKey().toString(), field.getValue().toString())));
        return all;
    }
}
