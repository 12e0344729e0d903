package io.terrateam.terratunnel.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which links somebody on the way could read.
final class LinkTermsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ws://example.com",
                "http://192.0.2.1:8000",
                "ws://[2001:db8::1]",
                "ws://0.0.0.0:8000",
                "ws://localhost.example.com",
                "ws://127.example.com",
                "ws://127.0.0.1.example.com"
            })
    void inTheClearThroughANetworkIsExposed(String url) {
        assertThat(LinkTerms.isExposed(URI.create(url))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "wss://example.com",
                "https://192.0.2.1",
                "ws://localhost:8000",
                "ws://tunnel.localhost:8000",
                "http://127.0.0.1:8000",
                "ws://[::1]:8000"
            })
    void overTlsOrOnOneMachineIsNot(String url) {
        assertThat(LinkTerms.isExposed(URI.create(url))).isFalse();
    }
}
