package io.terrateam.terratunnel.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.terrateam.terratunnel.testkit.process.ProcessUnderTest;
import io.terrateam.terratunnel.testkit.process.ProcessUnderTest.Signal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessUnderTestTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    @TempDir private Path directory;

    private ProcessUnderTest shell(String script) throws IOException {
        return ProcessUnderTest.start("sh", List.of("sh", "-c", script), Map.of(), directory);
    }

    @Test
    void outputAndExitCodeAreSeen() throws IOException {
        try (ProcessUnderTest process = shell("echo port 42; exit 7")) {
            assertThat(process.awaitLine("port (\\d+)", SOON).group(1)).isEqualTo("42");
            assertThat(process.awaitExit(SOON)).hasValue(7);
        }
    }

    @Test
    void lineThatNeverComesFailsWithTheOutput() throws IOException {
        try (ProcessUnderTest process = shell("echo something else")) {
            assertThatThrownBy(() -> process.awaitLine("port", SOON))
                    .hasMessageContaining("something else");
        }
    }

    @Test
    void signalsArriveAndMemoryIsRead() throws IOException {
        try (ProcessUnderTest process =
                shell("trap 'exit 3' TERM; echo up; while :; do sleep 0.05; done")) {
            process.awaitLine("up", SOON);
            assertThat(process.residentKiB()).isPositive();

            process.signal(Signal.TERM);

            assertThat(process.awaitExit(SOON)).hasValue(3);
        }
    }

    @Test
    void closingEndsAProcessThatStandsStill() throws IOException {
        ProcessUnderTest process = shell("echo up; exec sleep 100");
        process.awaitLine("up", SOON);
        process.signal(Signal.STOP);

        process.close();

        assertThat(process.isAlive()).isFalse();
    }
}
