package io.terrateam.terratunnel.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SafeTextTest {
    @Test
    void escapesAndControlsAreWrittenOut() {
        assertThat(SafeText.of("/a\u001b[31mred\r\n\u0007\u007f\u009b"))
                .isEqualTo("/a\\x1b[31mred\\x0d\\x0a\\x07\\x7f\\x9b");
    }

    @Test
    void textCannotBeTurnedRoundOrHidden() {
        assertThat(SafeText.of("a\u202eb\u2066c\u200bd\ufeff"))
                .isEqualTo("a\\u202eb\\u2066c\\u200bd\\ufeff");
    }

    @Test
    void ordinaryTextStays() {
        assertThat(SafeText.of("GET /päth?x=✓ 日本")).isEqualTo("GET /päth?x=✓ 日本");
        assertThat(SafeText.ofLine("a\tb\u0000")).isEqualTo("a\tb\\x00");
    }
}
