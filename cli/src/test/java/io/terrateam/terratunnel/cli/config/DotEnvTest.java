package io.terrateam.terratunnel.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DotEnvTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "A=b|b",
                "export A=b|b",
                "  A =  b  |b",
                "A=b # comment|b",
                "A=b#c|b#c",
                "A='b # c'|b # c",
                "A='b\\n'|b\\n",
                "A=\"b \\\"c\\\"\"|b \"c\"",
                "A=\"b\" # comment|b",
                "A=|``",
                "A=#only a comment|``",
                "A=x=y|x=y",
                "A=$HOME|$HOME"
            })
    void readsAValue(String line, String value) {
        assertThat(DotEnv.parse(line)).containsEntry("A", value);
    }

    @Test
    void otherLinesAreSkipped() {
        assertThat(DotEnv.parse("# comment\n\nnonsense\n1A=b\nA B=c\n=d\n")).isEmpty();
    }

    @Test
    void laterLinesWinAndWindowsLineEndsAreFine() {
        assertThat(DotEnv.parse("A=1\r\nA=2\r\n")).containsEntry("A", "2");
    }

    @Test
    void missingFileSaysNothing() {
        assertThat(DotEnv.read(Path.of("/nowhere/.env")).find(ServerSettings.PORT)).isEmpty();
    }
}
