package io.terrateam.terratunnel.edge.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.terrateam.terratunnel.edge.spi.LinkApplication;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Anybody may ask for a link: nothing is thrown, what is shown is bounded, what is accepted is a
/// real upgrade.
final class LinkUpgradeFuzzTest {

    @FuzzTest(maxDuration = "30s")
    void readsAnyUpgrade(byte[] lines) {
        HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/ws");
        for (String line : new String(lines, StandardCharsets.ISO_8859_1).split("\n", -1)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                add(request, line.substring(0, colon), line.substring(colon + 1).trim());
            }
        }
        LinkUpgrade upgrade = new LinkUpgrade(request);

        LinkRefusal fault = upgrade.fault();
        LinkApplication application = upgrade.application(InetAddress.getLoopbackAddress());

        assertThat(application.localEndpoint()).hasSizeLessThanOrEqualTo(512);
        assertThat(application.userAgent()).hasSizeLessThanOrEqualTo(512);
        assertThat(String.valueOf(application.apiKey())).isIn("null", "[redacted]");
        assertThat(String.valueOf(application.resumeToken())).isIn("null", "[redacted]");
        assertThat(Base64.getDecoder().decode(upgrade.accept())).hasSize(20);
        if (fault == null) {
            String key = request.headers().get("sec-websocket-key");
            assertThat(Base64.getDecoder().decode(key.trim())).hasSize(16);
            assertThat(request.headers().getAll("sec-websocket-protocol").toString())
                    .contains("terratunnel.v2");
        } else {
            assertThat(fault.status()).isIn(400, 426);
        }
    }

    private static void add(HttpRequest request, String name, String value) {
        try {
            request.headers().add(name, value);
        } catch (IllegalArgumentException malformed) {
            // The decoder refuses it.
        }
    }
}
