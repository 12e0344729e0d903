package io.terrateam.terratunnel.control.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlTimeTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    @Test
    void writesTheFormOfTheOriginal() {
        assertThat(SqlTime.format(NOON)).isEqualTo("2026-11-23 12:00:00");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-23 12:00:00",
                "2026-11-23T12:00:00",
                "2026-11-23T12:00:00.000000",
                "2026-11-23T12:00:00Z",
                "2026-11-23 12:00:00+00:00",
                "2026-11-23T14:00:00+02:00"
            })
    void readsWhatOthersWrite(String text) {
        assertThat(SqlTime.parse(text)).contains(NOON);
    }

    @Test
    void whatIsNoTimeIsLongGone() {
        assertThat(SqlTime.parse("next week")).contains(Instant.EPOCH);
        assertThat(SqlTime.parse(null)).isEmpty();
    }
}
