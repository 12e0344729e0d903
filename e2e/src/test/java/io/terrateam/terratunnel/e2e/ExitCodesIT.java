package io.terrateam.terratunnel.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.terrateam.terratunnel.testkit.TunnelSystem;
import io.terrateam.terratunnel.testkit.process.ProcessUnderTest;
import io.terrateam.terratunnel.testkit.process.ProcessUnderTest.Signal;
import io.terrateam.terratunnel.testkit.process.TerratunnelProgram;
import io.terrateam.terratunnel.testkit.visitor.RawVisitor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How the program ends, what it says then, and what signals do. Scripts rely on the numbers.
class ExitCodesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static TunnelSystem keyed;

    @TempDir private Path directory;

    @BeforeAll
    static void start() throws IOException {
        keyed =
                TunnelSystem.setup()
                        .serverVariable("REQUIRE_AUTH_FOR_TUNNELS", "true")
                        .withoutClient()
                        .start();
    }

    @AfterAll
    static void stop() {
        keyed.close();
    }

    private ProcessUnderTest run(String... arguments) throws IOException {
        return TerratunnelProgram.run("command", List.of(arguments), Map.of(), directory);
    }

    private static void assertNoStackTrace(ProcessUnderTest process) {
        assertThat(process.output()).doesNotContain("\tat ").doesNotContain("Exception in thread");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "server --nonsense",
                "server --port notanumber",
                "server --port 70000",
                "client",
                "client --local-endpoint",
                "client --local-endpoint ftp://x",
                "client --local-endpoint http://h/ --dashboard",
                "--log-level CHATTY server",
                "server keys create"
            })
    void wrongOptionsEndWith2AndSayWhich(String line) throws IOException {
        try (ProcessUnderTest process = run(line.split(" "))) {
            assertThat(process.awaitExit(PATIENCE)).hasValue(2);
            assertThat(process.output()).isNotBlank();
            assertNoStackTrace(process);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"maybe", "2", "yess", "TRUE FALSE"})
    void unclearAuthSettingIsRefusedAtTheStart(String value) throws IOException {
        Map<String, String> variables = Map.of("REQUIRE_AUTH_FOR_TUNNELS", value);
        try (ProcessUnderTest process =
                TerratunnelProgram.run(
                        "server",
                        List.of("server", "--host", "127.0.0.1", "--port", "0"),
                        variables,
                        directory)) {
            assertThat(process.awaitExit(PATIENCE)).hasValue(2);
            assertThat(process.output()).contains("REQUIRE_AUTH_FOR_TUNNELS");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "--version", "server --help", "client --help"})
    void helpAndVersionEndWith0(String line) throws IOException {
        try (ProcessUnderTest process = run(line.split(" "))) {
            assertThat(process.awaitExit(PATIENCE)).hasValue(0);
            assertThat(process.output()).isNotBlank();
        }
    }

    @Test
    void portInUseEndsWith1AndNamesThePort() throws IOException {
        try (ProcessUnderTest process =
                run(
                        "server",
                        "--host",
                        "127.0.0.1",
                        "--port",
                        Integer.toString(keyed.port()),
                        "--domain",
                        "localhost")) {
            assertThat(process.awaitExit(PATIENCE)).hasValue(1);
            assertThat(process.output()).contains(Integer.toString(keyed.port()));
            assertNoStackTrace(process);
        }
    }

    @Test
    void wrongKeyEndsWith3() throws IOException {
        String wrong = "ttk_" + "a".repeat(36);
        ProcessUnderTest client = keyed.launchClient(Keys.variable(wrong));

        assertThat(client.awaitExit(PATIENCE)).hasValue(3);
        assertThat(client.output()).containsIgnoringCase("key").doesNotContain(wrong);
        assertNoStackTrace(client);
    }

    @Test
    void missingKeyEndsWith3WhereOneIsNeeded() throws IOException {
        ProcessUnderTest client = keyed.launchClient(Map.of());

        assertThat(client.awaitExit(PATIENCE)).hasValue(3);
    }

    @Test
    void revokedKeyEndsWith3AndItsLiveTunnelCloses() throws IOException {
        String key = Keys.create(keyed, "to-be-revoked");
        var client = keyed.awaitReady(keyed.launchClient(Keys.variable(key)));
        String id =
                keyed.command("server", "keys", "list", "--db-path", keyed.database().toString())
                        .awaitLine("^(\\d+) .*to-be-revoked", PATIENCE)
                        .group(1);
        ProcessUnderTest revoke =
                keyed.command(
                        "server", "keys", "revoke", id, "--db-path", keyed.database().toString());
        assertThat(revoke.awaitExit(PATIENCE)).hasValue(0);

        ProcessUnderTest again = keyed.launchClient(Keys.variable(key));

        assertThat(again.awaitExit(PATIENCE)).hasValue(3);
        assertThat(client.process().awaitExit(Duration.ofSeconds(5))).hasValue(3);
    }

    @Test
    void newKeyOfATunnelEndsTheClientOfTheOldOneWith3() throws IOException {
        var client =
                keyed.awaitReady(
                        keyed.launchClient(Keys.variable(Keys.create(keyed, "to-be-replaced"))));

        Keys.create(keyed, "to-be-replaced");

        assertThat(client.process().awaitExit(Duration.ofSeconds(5))).hasValue(3);
        assertThat(client.process().output()).contains("the key was replaced by a newer one");
    }

    @Test
    void unreachableServerEndsWith5AfterTheTries() throws IOException {
        int closed = TerratunnelProgram.freePort();
        try (ProcessUnderTest client =
                run(
                        "client",
                        "--server-url",
                        "http://127.0.0.1:" + closed,
                        "--local-endpoint",
                        "8080",
                        "--max-connect-tries",
                        "2")) {
            assertThat(client.awaitExit(PATIENCE)).hasValue(5);
            assertThat(client.output()).contains(Integer.toString(closed));
            assertNoStackTrace(client);
        }
    }

    @Test
    void localServiceThatIsRequiredButDownEndsWith7() throws IOException {
        int closed = TerratunnelProgram.freePort();
        String key = Keys.create(keyed, "local-down");
        try (ProcessUnderTest client =
                TerratunnelProgram.run(
                        "client",
                        List.of(
                                "client",
                                "--server-url",
                                "http://localhost:" + keyed.port(),
                                "--local-endpoint",
                                Integer.toString(closed),
                                "--require-local"),
                        Keys.variable(key),
                        directory)) {
            assertThat(client.awaitExit(PATIENCE)).hasValue(7);
            assertThat(client.output()).contains(Integer.toString(closed));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void firstSignalLetsRunningExchangesFinishThenEndsWith0(String signal) throws Exception {
        for (boolean signalServer : new boolean[] {true, false}) {
            try (TunnelSystem tunnel = TunnelSystem.setup().start();
                    RawVisitor running = tunnel.visitor()) {
                running.get(tunnel.host(), "/delay/1500");
                await().atMost(PATIENCE)
                        .until(() -> !tunnel.origin().requestsTo("/delay/1500").isEmpty());
                ProcessUnderTest signalled = signalServer ? tunnel.server() : tunnel.client();

                signalled.signal(Signal.valueOf(signal));

                assertThat(running.read().text()).isEqualTo("late");
                assertThat(signalled.awaitExit(PATIENCE)).hasValue(0);
            }
        }
    }

    @Test
    void secondSignalEndsAtOnce() throws Exception {
        for (boolean signalServer : new boolean[] {true, false}) {
            try (TunnelSystem tunnel = TunnelSystem.setup().start();
                    RawVisitor running = tunnel.visitor()) {
                running.get(tunnel.host(), "/delay/25000");
                await().atMost(PATIENCE)
                        .until(() -> !tunnel.origin().requestsTo("/delay/25000").isEmpty());
                ProcessUnderTest signalled = signalServer ? tunnel.server() : tunnel.client();

                signalled.signal(Signal.INT);
                assertThat(signalled.awaitExit(Duration.ofMillis(1_500))).isEmpty();
                signalled.signal(Signal.INT);

                assertThat(signalled.awaitExit(Duration.ofSeconds(2))).isPresent();
            }
        }
    }

    @Test
    void drainEndsAfterItsTimeEvenIfExchangesDoNot() throws Exception {
        try (TunnelSystem tunnel =
                        TunnelSystem.setup()
                                .serverVariable(Options.DRAIN_TIMEOUT, Options.seconds(1))
                                .start();
                RawVisitor running = tunnel.visitor()) {
            running.get(tunnel.host(), "/delay/25000");
            await().atMost(PATIENCE)
                    .until(() -> !tunnel.origin().requestsTo("/delay/25000").isEmpty());

            tunnel.server().signal(Signal.TERM);

            assertThat(tunnel.server().awaitExit(Duration.ofSeconds(5))).hasValue(0);
        }
    }

    @Test
    void idleProcessesEndAtOnceOnTheFirstSignal() throws Exception {
        try (TunnelSystem tunnel = TunnelSystem.setup().start()) {
            tunnel.client().signal(Signal.INT);
            assertThat(tunnel.client().awaitExit(Duration.ofSeconds(5))).hasValue(0);

            tunnel.server().signal(Signal.INT);
            assertThat(tunnel.server().awaitExit(Duration.ofSeconds(5))).hasValue(0);
        }
    }

    @Test
    void configShowsEachValueWithItsSourceAndHidesSecrets() throws IOException {
        Files.writeString(directory.resolve(".env"), "TERRATUNNEL_PORT=9123\n");
        String key = "ttk_" + "s".repeat(36);
        Map<String, String> variables =
                Map.of(Options.API_KEY, key, "TERRATUNNEL_DOMAIN", "tunnels.example");
        try (ProcessUnderTest config =
                TerratunnelProgram.run("config", List.of("config"), variables, directory)) {
            assertThat(config.awaitExit(PATIENCE)).hasValue(0);
            assertThat(config.output())
                    .contains("9123")
                    .contains(".env")
                    .contains("tunnels.example")
                    .contains("TERRATUNNEL_DOMAIN")
                    .doesNotContain(key);
        }
    }

    @Test
    void accessLineAndRequestLogTellWhatHappened() throws Exception {
        Path log = directory.resolve("requests.log");
        try (TunnelSystem tunnel =
                TunnelSystem.setup().clientArguments("--request-log", log.toString()).start()) {
            try (RawVisitor visitor = tunnel.visitor()) {
                visitor.send("POST /body?x=1 HTTP/1.1\r\nHost: " + tunnel.host() + "\r\n");
                visitor.send("Authorization: Bearer very-secret\r\nCookie: sid=very-secret\r\n");
                visitor.send("Content-Type: text/plain\r\nContent-Length: 11\r\n\r\nhello there");
                assertThat(visitor.read("POST").text()).isEqualTo("hello there");
            }

            String id =
                    tunnel.client()
                            .awaitLine(
                                    "\\[.+\\] ([0-9a-f-]{36}) POST /body\\?x=1 -> 200 \\d+ ?ms",
                                    PATIENCE)
                            .group(1);
            await().atMost(PATIENCE)
                    .until(() -> Files.exists(log) && Files.readString(log).contains(id));
            assertThat(Files.readString(log))
                    .contains("hello there")
                    .contains("/body?x=1")
                    .doesNotContain("very-secret");
        }
    }
}
