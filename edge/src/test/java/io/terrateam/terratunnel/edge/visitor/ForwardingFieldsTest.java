package io.terrateam.terratunnel.edge.visitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.terrateam.terratunnel.edge.config.TrustedProxies;
import io.terrateam.terratunnel.protocol.http.Authority;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ForwardingFieldsTest {

    private static final TrustedProxies PROXIES = new TrustedProxies(List.of("10.0.0.0/8", "::1"));

    private static ForwardingFields from(String address) {
        return new ForwardingFields(VisitorPeer.of(new InetSocketAddress(address, 1234), PROXIES));
    }

    private static Http2Headers added(String address, String host, Http2Headers fields) {
        from(address).addTo(fields, Authority.parse(host).orElseThrow(), "the-id");
        return fields;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "192.0.2.1 | a.example | 192.0.2.1 | 80 | for=192.0.2.1;host=a.example;proto=http",
                "192.0.2.1 | a.example:81 | 192.0.2.1 | 81 | for=192.0.2.1;host=\"a.example:81\";proto=http",
                "2001:db8::1 | a.example | 2001:db8::1 | 80 | for=\"[2001:db8::1]\";host=a.example;proto=http",
                "192.0.2.1 | [::2] | 192.0.2.1 | 80 | for=192.0.2.1;host=\"[::2]\";proto=http",
            })
    void saysWhoAskedForWhat(
            String address, String host, String who, String port, String forwarded) {
        Http2Headers fields = added(address, host, new DefaultHttp2Headers());

        assertThat(fields.get("x-forwarded-for")).hasToString(who);
        assertThat(fields.get("x-forwarded-proto")).hasToString("http");
        assertThat(fields.get("x-forwarded-host")).hasToString(host);
        assertThat(fields.get("x-forwarded-port")).hasToString(port);
        assertThat(fields.get("forwarded")).hasToString(forwarded);
        assertThat(fields.get("x-request-id")).hasToString("the-id");
        assertThat(fields.get("via")).hasToString("1.1 terratunnel");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-For",
                "x-forwarded-anything",
                "FORWARDED",
                "X-Real-Ip",
                "x-forwarded-"
            })
    void whatOnlyAProxyMaySayIsDroppedFromOthers(String name) {
        assertThat(from("192.0.2.1").keeps(name)).isFalse();
        assertThat(from("10.1.2.3").keeps(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Forwarde", "Forwarder", "X-Real-Ipx", "Cookie", "Traceparent"})
    void otherFieldsAreKept(String name) {
        assertThat(from("192.0.2.1").keeps(name)).isTrue();
    }

    @Test
    void aTrustedProxyIsAppendedTo() {
        Http2Headers told =
                new DefaultHttp2Headers()
                        .add("x-forwarded-for", "192.0.2.7")
                        .add("x-forwarded-for", "10.9.9.9")
                        .add("x-forwarded-proto", "https");

        Http2Headers fields = added("10.1.2.3", "a.example", told);

        assertThat(fields.getAll("x-forwarded-for"))
                .extracting(CharSequence::toString)
                .containsExactly("192.0.2.7, 10.9.9.9, 10.1.2.3");
        assertThat(fields.getAll("x-forwarded-proto"))
                .extracting(CharSequence::toString)
                .containsExactly("https");
        assertThat(from("10.1.2.3").scheme(told)).hasToString("https");
        assertThat(from("192.0.2.1").scheme(told)).hasToString("http");
    }

    @Test
    void aTrustedProxysNonsenseIsNoScheme() {
        Http2Headers told = new DefaultHttp2Headers().add("x-forwarded-proto", "gopher, x");

        assertThat(from("::1").scheme(told)).hasToString("http");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1.1 terratunnel | true",
                "2 TERRATUNNEL (x) | true",
                "1.0 fred, 1.1 terratunnel | true",
                "1.1 terratunnel.example | false",
                "terratunnel | false",
                "1.1 fred (terratunnel) | false",
                "'' | false",
            })
    void knowsItsOwnVia(String via, boolean loop) {
        assertThat(ForwardingFields.isLoop(List.of("1.1 other", via))).isEqualTo(loop);
    }
}
