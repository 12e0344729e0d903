package io.terrateam.terratunnel.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProblemTextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"title\":\"T\",\"detail\":\"D\"} | D",
                "{\"title\" : \"T\"} | T",
                "{\"detail\":\"a\\\"b\\\\c\\u0041\\nd\"} | a\"b\\cA d",
                "{\"detail\":\"\\u001b[31mred\"} | [31mred",
                "{\"detail\":7,\"title\":\"T\"} | T",
                "{\"detail\":\"cut | ``",
                "{\"detail\" | ``",
                "<html> | ``",
                "`` | ``"
            })
    void picksDetailElseTitle(String body, String text) {
        assertThat(ProblemText.of(body)).isEqualTo(text);
    }
}
