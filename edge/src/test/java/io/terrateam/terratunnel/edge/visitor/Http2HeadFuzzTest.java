package io.terrateam.terratunnel.edge.visitor;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.terrateam.terratunnel.protocol.http.Authority;
import java.nio.charset.StandardCharsets;

/// Any fields may come from an HTTP/2 visitor: nothing is thrown but stream errors, and what is
/// accepted has one reading.
final class Http2HeadFuzzTest {

    @FuzzTest(maxDuration = "30s")
    void whatIsAcceptedHasOneReading(byte[] lines) {
        Http2Headers fields = new DefaultHttp2Headers(false);
        for (String line : new String(lines, StandardCharsets.ISO_8859_1).split("\n", -1)) {
            int end = line.indexOf(' ');
            if (end > 0) {
                fields.add(line.substring(0, end), line.substring(end + 1));
            }
        }

        String verdict = Http2HeadPolicyTest.judge(fields, lines.length % 2 == 0);

        if (verdict.startsWith("ok ")) {
            assertThat(fields.path().toString()).matches("\\*|/[\\x21-\\x7e&&[^#]]*");
            assertThat(Authority.parse(verdict.substring(3))).isPresent();
            assertThat(fields.getAll("host")).hasSizeLessThan(2);
            assertThat(fields.contains("transfer-encoding")).isFalse();
        }
    }
}
