package io.terrateam.terratunnel.control.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ParametersTest {

    @Test
    void pairsAreDecodedInOrder() {
        Parameters parameters = Parameters.parse("a=1&b=x+y%2Bz&a=2&c&=d&&e=%E2%82%AC=");

        assertThat(parameters.all())
                .containsExactly(
                        new Field("a", "1"),
                        new Field("b", "x y+z"),
                        new Field("a", "2"),
                        new Field("c", ""),
                        new Field("", "d"),
                        new Field("e", "\u20ac="));
        assertThat(parameters.value("a")).contains("1");
        assertThat(parameters.text("c")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=%", "a=%4", "a=%zz", "a=%ff", "a=%c0%80", "a=%ed%a0%80", "%zz=1"})
    void malformedTextIsRefused(String encoded) {
        assertThatThrownBy(() -> Parameters.parse(encoded))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.status()).isEqualTo(400));
    }

    @Test
    void tooManyPairsAreRefused() {
        assertThat(Parameters.parse("a=1&".repeat(200)).all()).hasSize(200);
        assertThatThrownBy(() -> Parameters.parse("a=1&".repeat(201))).isInstanceOf(Refusal.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1001", "x", "-1", "99999999999", "1.5"})
    void numberOutOfRangeIsRefused(String text) {
        assertThatThrownBy(() -> Parameters.parse("n=" + text).number("n", 50, 1, 1000))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.status()).isEqualTo(422));
        assertThat(Parameters.parse("").number("n", 50, 1, 1000)).isEqualTo(50);
        assertThat(Parameters.parse("n=1000").number("n", 50, 1, 1000)).isEqualTo(1000);
    }
}
