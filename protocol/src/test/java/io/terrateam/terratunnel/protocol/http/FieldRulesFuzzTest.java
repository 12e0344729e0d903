package io.terrateam.terratunnel.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/// Any well-formed field may come from a visitor: nothing hop-by-hop crosses, nothing is invented,
/// values stay as they are.
final class FieldRulesFuzzTest {

    @FuzzTest(maxDuration = "30s")
    void nothingHopByHopCrossesAndNothingIsInvented(byte[] lines) {
        HttpHeaders from = parse(new String(lines, StandardCharsets.ISO_8859_1));
        Http2Headers between = new DefaultHttp2Headers(true);
        HttpHeaders to = DefaultHttpHeadersFactory.headersFactory().newHeaders();

        FieldRules.copyToHttp2(from, between);
        FieldRules.copyToHttp1(between, to, false);

        for (Map.Entry<String, String> field : to) {
            String name = field.getKey();
            if (name.equals("te")) {
                assertThat(field.getValue()).isEqualTo("trailers");
            } else {
                assertThat(FieldRules.isHopByHop(name)).as(name).isFalse();
                assertThat(from.getAll(name)).contains(field.getValue());
                assertThat(name).isEqualTo(name.toLowerCase(Locale.ROOT));
                assertThat(to.getAll(name)).isEqualTo(from.getAll(name));
            }
        }
        for (String named : FieldRules.namedByConnection(from)) {
            assertThat(named.equalsIgnoreCase("te") || !to.contains(named)).as(named).isTrue();
        }
    }

    /// What Netty's decoder lets pass.
    private static HttpHeaders parse(String lines) {
        HttpHeaders fields = DefaultHttpHeadersFactory.headersFactory().newHeaders();
        for (String line : lines.split("\n")) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                try {
                    fields.add(line.substring(0, colon), line.substring(colon + 1).trim());
                } catch (IllegalArgumentException malformed) {
                    // The decoder refuses it.
                }
            }
        }
        return fields;
    }
}
