package io.terrateam.terratunnel.agent.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OriginAddressTest {

    @ParameterizedTest
    @CsvSource({
        "3000, http://localhost:3000, localhost, 3000, false, ''",
        "' 8080 ', http://localhost:8080, localhost, 8080, false, ''",
        "app:3000, http://app:3000, app, 3000, false, ''",
        "app, http://app, app, 80, false, ''",
        "http://App.Local/, http://app.local, app.local, 80, false, ''",
        "HTTPS://x, https://x, x, 443, true, ''",
        "https://x:80, https://x:80, x, 80, true, ''",
        "http://[::1]:3000, http://[::1]:3000, ::1, 3000, false, ''",
        "[::1], http://[::1], ::1, 80, false, ''",
        "http://h:1/base/v1/, http://h:1/base/v1, h, 1, false, /base/v1",
        "127.0.0.1:5, http://127.0.0.1:5, 127.0.0.1, 5, false, ''"
    })
    void readsWhatPeopleWrite(
            String text, String shown, String host, int port, boolean tls, String basePath) {
        OriginAddress address = OriginAddress.parse(text);

        assertThat(address).hasToString(shown);
        assertThat(address.host()).isEqualTo(host);
        assertThat(address.port()).isEqualTo(port);
        assertThat(address.tls()).isEqualTo(tls);
        assertThat(address.basePath()).isEqualTo(basePath);
    }

    @ParameterizedTest
    @ValueSource(strings = {"unix:/run/app.sock", "unix:///run/app.sock", "UNIX:/run/app.sock"})
    void readsUnixSockets(String text) {
        OriginAddress address = OriginAddress.parse(text);

        assertThat(address.socket()).contains(Path.of("/run/app.sock"));
        assertThat(address.authority()).isEqualTo("localhost");
        assertThat(address.isLoopback()).isTrue();
        assertThat(address).hasToString("unix:/run/app.sock");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "0",
                "65536",
                "http://",
                "http://:80",
                "http://h:",
                "http://h:x",
                "http://u@h",
                "u:p@h:1",
                "ftp://h",
                "http://h?q",
                "http://h/#f",
                "http://h/a b",
                "::1",
                "http://::1:80",
                "http://[::1",
                "http://[::1]x",
                "http://[zz]",
                "http://h_h/ä",
                "http://a b",
                "unix:relative",
                "unix:",
                "h:99999999999"
            })
    void refusesTheRestWithAHelpfulSentence(String text) {
        assertThatThrownBy(() -> OriginAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("local endpoint ")
                .hasMessageContaining("expected: a port, host:port, http://host:port");
    }

    @Test
    void loopbackIsKnownByNameOrNumber() {
        assertThat(OriginAddress.parse("https://127.8.8.8").isLoopback()).isTrue();
        assertThat(OriginAddress.parse("https://x.localhost").isLoopback()).isTrue();
        assertThat(OriginAddress.parse("https://[::1]").isLoopback()).isTrue();
        assertThat(OriginAddress.parse("https://localhost.example.org").isLoopback()).isFalse();
        assertThat(OriginAddress.parse("https://10.0.0.1").isLoopback()).isFalse();
    }
}
