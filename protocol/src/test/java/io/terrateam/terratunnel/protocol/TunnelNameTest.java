package io.terrateam.terratunnel.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TunnelNameTest {

    @ParameterizedTest
    @ValueSource(strings = {"abc", "a1b", "123", "happy-panda-dancing", "a--b", "xn-abc"})
    void acceptsHostLabels(String label) {
        assertThat(TunnelName.parse(label)).contains(new TunnelName(label));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "ab",
                "-ab",
                "ab-",
                "a.b",
                "a_b",
                "a b",
                "ab\u0000",
                "xn--abc",
                "XN--abc",
                "caf\u00e9",
                "ab/",
                "a:b",
                " abc",
                "abc\n"
            })
    void refusesWhatIsNoLabel(String label) {
        assertThat(TunnelName.parse(label)).isEmpty();
    }

    @Test
    void refusesCharactersThatOnlyBecomeLettersInLowerCase() {
        assertThat(TunnelName.parse("\u212Aube")).as("Kelvin sign").isEmpty();
        assertThat(TunnelName.parse("\u0130stanbul")).as("dotted capital I").isEmpty();
    }

    @Test
    void isAtMostSixtyThreeCharactersLong() {
        assertThat(TunnelName.parse("a".repeat(63))).isPresent();
        assertThat(TunnelName.parse("a".repeat(64))).isEmpty();
    }

    @Test
    void isLowerCaseInAnyLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.of("tr"));
            assertThat(TunnelName.parse("TITLE")).contains(new TunnelName("title"));
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void constructorNamesTheRule() {
        assertThatThrownBy(() -> new TunnelName("Upper"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Upper")
                .hasMessageContaining("expected: 3-63 characters");
    }

    @Test
    void comparesAndPrintsAsItsLabel() {
        assertThat(new TunnelName("aaa")).isLessThan(new TunnelName("bbb"));
        assertThat(new TunnelName("aaa")).hasToString("aaa");
    }
}
