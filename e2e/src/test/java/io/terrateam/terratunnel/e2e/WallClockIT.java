package io.terrateam.terratunnel.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.terrateam.terratunnel.testkit.TunnelSetup;
import io.terrateam.terratunnel.testkit.TunnelSystem;
import io.terrateam.terratunnel.testkit.process.ProcessUnderTest;
import io.terrateam.terratunnel.testkit.process.ProcessUnderTest.Signal;
import io.terrateam.terratunnel.testkit.visitor.RawVisitor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Wall clocks that jump under running processes: a small library that is put between them and the
/// C library adds an offset to the wall clock alone. Skipped where there is no C compiler.
class WallClockIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir private static Path directory;

    private static Path library;
    private static Path offset;

    @BeforeAll
    static void compile() throws Exception {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "LD_PRELOAD is Linux's");
        Path source = directory.resolve("wallclock.c");
        try (InputStream in = WallClockIT.class.getResourceAsStream("wallclock.c")) {
            Files.copy(Objects.requireNonNull(in), source);
        }
        library = directory.resolve("wallclock.so");
        List<String> command =
                List.of("cc", "-shared", "-fPIC", "-o", library.toString(), source.toString());
        try (ProcessUnderTest compiler =
                ProcessUnderTest.start("cc", command, Map.of(), directory)) {
            assertThat(compiler.awaitExit(PATIENCE)).as(compiler.output()).hasValue(0);
        } catch (IOException e) {
            assumeTrue(false, "there is no C compiler: " + e.getMessage());
        }
    }

    @BeforeEach
    void setClocks() throws IOException {
        offset = directory.resolve("offset");
        jump(Duration.ZERO);
    }

    /// Moves the wall clock of all processes of the test, from the real time.
    private static void jump(Duration by) throws IOException {
        // In place: processes have the file mapped.
        byte[] text = "%+016d".formatted(by.toSeconds()).getBytes(StandardCharsets.US_ASCII);
        try (FileChannel file =
                FileChannel.open(offset, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap(text), 0);
        }
    }

    private static TunnelSetup withMovableClocks() {
        TunnelSetup setup = TunnelSystem.setup();
        Map.of("LD_PRELOAD", library.toString(), "WALL_CLOCK_OFFSET", offset.toString())
                .forEach((name, value) ->
                        setup.serverVariable(name, value).clientVariable(name, value));
        return setup;
    }

    /// The hours in the client's access lines: proof that its clock moved.
    private static long hoursSeen(TunnelSystem tunnel) {
        return tunnel.client()
                .output()
                .lines()
                .filter(line -> line.startsWith("["))
                .map(line -> line.substring(0, 3))
                .distinct()
                .count();
    }

    @Test
    void jumpsBothWaysDisturbNeitherRunningExchangesNorLinks() throws Exception {
        try (TunnelSystem tunnel = withMovableClocks().start();
                RawVisitor kept = tunnel.visitor()) {
            kept.get(tunnel.host(), "/");
            assertThat(kept.read().text()).isEqualTo("hello");
            for (int hours : List.of(3, -3, 10_001, 0)) {
                int before = tunnel.origin().requestsTo("/delay").size();
                kept.get(tunnel.host(), "/delay/1000");
                await().atMost(PATIENCE)
                        .until(() -> tunnel.origin().requestsTo("/delay").size() > before);

                jump(Duration.ofHours(hours));

                assertThat(kept.read().text()).as(hours + " h").isEqualTo("late");
                assertThat(tunnel.get("/").text()).as(hours + " h").isEqualTo("hello");
            }
            assertThat(tunnel.client().output()).doesNotContain("Not connected");
            assertThat(hoursSeen(tunnel)).isGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void jumpMakesTheClientAskAtOnceWhetherItsLinkLives() throws Exception {
        try (TunnelSystem tunnel = withMovableClocks().throughRelay().start()) {
            tunnel.relay().blackHoleOpen();
            long jumped = System.nanoTime();

            jump(Duration.ofHours(1));

            tunnel.client().awaitLine("Not connected: ", Duration.ofSeconds(9));
            // Without a jump it takes 25 s.
            assertThat(Duration.ofNanos(System.nanoTime() - jumped))
                    .isLessThan(Duration.ofSeconds(9));
            tunnel.client().awaitLine("Ready again: ", Duration.ofSeconds(9));
            assertThat(tunnel.get("/").text()).isEqualTo("hello");
        }
    }

    @Test
    void anonymousNameIsKeptOverARestartAfterTheServersClockWentBack() throws Exception {
        try (TunnelSystem tunnel = withMovableClocks().start()) {
            assertThat(tunnel.get("/").text()).isEqualTo("hello");
            jump(Duration.ofHours(-2));
            tunnel.server().signal(Signal.KILL);
            assertThat(tunnel.server().awaitExit(Duration.ofSeconds(10))).isPresent();
            tunnel.startServer();

            tunnel.client()
                    .awaitLine("Ready again: .*" + tunnel.tunnelName(), Duration.ofSeconds(20));
            assertThat(tunnel.get("/").text()).isEqualTo("hello");
        }
    }
}
