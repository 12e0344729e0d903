package io.terrateam.terratunnel.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {
    @ParameterizedTest
    @CsvSource({
        "500ms,PT0.5S",
        "30s,PT30S",
        "30,PT30S",
        "10m,PT10M",
        "2h,PT2H",
        "90d,PT2160H",
        "5 M,PT5M",
        "0,PT0S"
    })
    void readsTimes(String text, Duration duration) {
        assertThat(Durations.parse(text)).contains(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "-1s", "1.5s", "1w", "1s2", "99999999999s"})
    void refusesOtherTimes(String text) {
        assertThat(Durations.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"500ms", "30s", "10m", "2h", "90d", "0s", "90s"})
    void timesAreWrittenAsTheyAreRead(String text) {
        assertThat(Durations.format(Durations.parse(text).orElseThrow())).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "52428800,52428800",
        "50MiB,52428800",
        "50M,52428800",
        "50MB,50000000",
        "64k,65536",
        "1GiB,1073741824",
        "7b,7",
        "0,0"
    })
    void readsSizes(String text, long bytes) {
        assertThat(Sizes.parse(text)).contains(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "MiB", "-1", "1.5MiB", "1TiB", "999999999999999GiB", "5 MiBs"})
    void refusesOtherSizes(String text) {
        assertThat(Sizes.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "wss://t.example.com,wss://t.example.com",
        "ws://t.example.com:8000,ws://t.example.com:8000",
        "https://t.example.com/path?q,https://t.example.com",
        "HTTP://t.example.com,http://t.example.com",
        "t.example.com,wss://t.example.com",
        "t.example.com:8443,wss://t.example.com:8443",
        "ws://[::1]:8000,ws://[::1]:8000"
    })
    void readsServerUrls(String text, URI uri) {
        assertThat(ValueType.serverUrl().parser().apply(text)).contains(uri);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ftp://x", "wss://", "wss://user@host", "ws://a b", "ws://h:99999"})
    void refusesOtherServerUrls(String text) {
        assertThat(ValueType.serverUrl().parser().apply(text)).isEmpty();
    }

    @Test
    void readsAddressRanges() {
        assertThat(ValueType.ranges().parser().apply("10.0.0.0/8, ::1,2001:db8::/32").orElseThrow())
                .containsExactly("10.0.0.0/8", "::1", "2001:db8::/32");
        assertThat(ValueType.ranges().parser().apply(""))
                .hasValueSatisfying(ranges -> assertThat(ranges).isEmpty());
        assertThat(ValueType.ranges().parser().apply("10.0.0.0/33")).isEmpty();
        assertThat(ValueType.ranges().parser().apply("example.com")).isEmpty();
    }

    @Test
    void nearestWordIsFoundWhereOneIsNear() {
        assertThat(Nearest.to("prot", ServerSettings.ALL.stream().map(Setting::name).toList()))
                .contains("port");
        assertThat(Nearest.to("zzzzzz", ServerSettings.ALL.stream().map(Setting::name).toList()))
                .isEmpty();
    }
}
