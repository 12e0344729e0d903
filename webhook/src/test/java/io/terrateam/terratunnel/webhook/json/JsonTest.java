package io.terrateam.terratunnel.webhook.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "[1,-0,1.50,2e9,1E-3]",
                "{\"a\":{\"b\":[null,true,false,\"\"]},\"a\":2}",
                "\"ä€😀\\n\\\"\\\\\"",
                "{\"\":\"\\u0001\"}"
            })
    void compactTextComesBackAsItWas(String text) {
        Json value = JsonReader.read(text.getBytes(UTF_8)).orElseThrow();

        assertThat(JsonWriter.text(value, JsonStyle.COMPACT)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "[1,]",
                "{\"a\"}",
                "{a:1}",
                "01",
                "1.",
                "+1",
                "nul",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"a",
                "[1] 2",
                "\"\t\"",
                "'a'",
                "{\"a\":1,}",
                "NaN"
            })
    void whatIsNotJsonIsNone(String text) {
        assertThat(JsonReader.read(text.getBytes(UTF_8))).isEmpty();
    }

    @Test
    void deepNestingIsRefused() {
        assertThat(JsonReader.read(("[".repeat(128) + "]".repeat(128)).getBytes(UTF_8)))
                .isPresent();
        assertThat(JsonReader.read("[".repeat(100_000).getBytes(UTF_8))).isEmpty();
    }

    @Test
    void memberThatIsThereTwiceIsNone() {
        Json value =
                JsonReader.read("{\"a\":1,\"a\":2,\"b\":[{\"c\":3}]}".getBytes(UTF_8))
                        .orElseThrow();

        assertThat(value.member("a")).isEmpty();
        assertThat(value.at("b.0.c").flatMap(Json::scalar)).contains("3");
        assertThat(value.at("b.1.c")).isEmpty();
        assertThat(value.at("")).isEmpty();
    }

    @Test
    void placesAreInBytes() {
        byte[] bytes = "{\"ä\": \"x\", \"n\": 12}".getBytes(UTF_8);
        Json value = JsonReader.read(bytes).orElseThrow();

        assertThat(value.member("ä")).contains(new Json.Text("x", 7, 10));
        assertThat(value.member("n")).contains(new Json.Numeral("12", 17, 19));
    }

    @Test
    void stylesAreThoseOfCommonPrograms() {
        Json value = JsonReader.read("{\"b\":[1,\"</ä\"],\"a\":{}}".getBytes(UTF_8)).orElseThrow();

        assertThat(JsonStyle.common().stream().map(style -> JsonWriter.text(value, style)))
                .contains(
                        "{\"b\": [1, \"</\\u00e4\"], \"a\": {}}",
                        "{\"b\":[1,\"<\\/ä\"],\"a\":{}}",
                        "{\"a\":{},\"b\":[1,\"\\u003c/ä\"]}",
                        "{\n  \"b\": [\n    1,\n    \"</ä\"\n  ],\n  \"a\": {}\n}");
    }
}
