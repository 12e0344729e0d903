package io.terrateam.terratunnel.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TerratunnelCommandTest {
    @TempDir Path dir;

    private final Map<String, String> environment = new HashMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void noCommandShowsHelpOnStandardOutput() {
        assertThat(run()).isZero();
        assertThat(out()).contains("Usage: terratunnel", "Exit codes:", "server", "client", "demo");
        assertThat(err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "help",
                "help server",
                "server --help",
                "client --help",
                "http --help",
                "demo --help",
                "config --help",
                "login --help",
                "logout --help",
                "server keys --help",
                "server keys create --help",
                "server db --help",
                "server db backup --help",
                "--version",
                "server --version",
                "generate-completion",
                "server keys"
            })
    void helpIsACleanEndOnEveryLevel(String arguments) {
        assertThat(run(arguments.split(" "))).isZero();
        assertThat(out()).isNotEmpty();
        assertThat(err()).isEmpty();
    }

    @Test
    void helpNamesEveryExitCode() {
        run("--help");

        for (ExitCode code : ExitCode.values()) {
            assertThat(out()).containsPattern("\\n +" + code.number() + " +" + code.meaning());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "--nonsense",
                "server --nonsense",
                "server --port",
                "server --port 99999",
                "server --log-level LOUD",
                "--log-level LOUD server",
                "client",
                "http",
                "http --local-endpoint 0",
                "http ftp://localhost",
                "client --local-endpoint 3000 --server-url ftp://x",
                "client --local-endpoint 3000 --max-connect-tries -1",
                "client --local-endpoint 3000 --host-header a/b",
                "server keys create",
                "server keys create --tunnel a_b",
                "server keys create --tunnel www",
                "server keys create --tunnel fine --expires never",
                "server keys revoke",
                "config nonsense",
                "--config missing.yml config"
            })
    void wrongUsageIsTwo(String arguments) {
        assertThat(run(arguments.split(" "))).isEqualTo(2);
        assertThat(err()).isNotEmpty().doesNotContain("\tat ");
        assertThat(out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--dashboard",
                "--dashboard-port=1",
                "--api-port",
                "--update-github-webhook"
            })
    void whatComesLaterIsRefusedWithThatMessage(String option) {
        assertThat(run("client", "--local-endpoint", "3000", option)).isEqualTo(2);
        assertThat(err()).contains(option.split("=")[0] + " comes in a later version");
    }

    @Test
    void valueThatBeginsWithAtIsNoFileOfArguments() throws IOException {
        Path file = Files.writeString(dir.resolve("arguments"), "--help");

        assertThat(run("server", "--port", "@" + file)).isEqualTo(2);
        assertThat(err()).contains("--port: @" + file);
    }

    @Test
    void fileOfSettingsThatIsMissingNamesTheOption() {
        assertThat(run("--config", "missing.yml", "config")).isEqualTo(2);
        assertThat(err()).contains("--config: ", "missing.yml (expected: a file that can be read");
    }

    @Test
    void unclearAuthenticationIsRefused() {
        environment.put("REQUIRE_AUTH_FOR_TUNNELS", "maybe");

        assertThat(run("server")).isEqualTo(2);
        assertThat(err()).contains("maybe", "REQUIRE_AUTH_FOR_TUNNELS");
    }

    @Test
    void configShowsValuesWithTheirSourceAndHidesSecrets() throws IOException {
        environment.put("TERRATUNNEL_API_KEY", "ttk_secret");
        environment.put("TERRATUNNEL_PORT", "9000");
        Files.writeString(dir.resolve(".env"), "TERRATUNNEL_DOMAIN=example.com\n");
        Files.createDirectories(dir.resolve("xdg/terratunnel"));
        Files.writeString(
                dir.resolve("xdg/terratunnel/config.yml"), "server:\n  host: 127.0.0.1\n");
        environment.put("XDG_CONFIG_HOME", dir.resolve("xdg").toString());

        assertThat(run("config")).isZero();

        assertThat(out())
                .containsPattern("server.port +9000 +variable TERRATUNNEL_PORT")
                .containsPattern("server.domain +example.com +TERRATUNNEL_DOMAIN in .*\\.env")
                .containsPattern("server.host +127.0.0.1 +server.host in .*config.yml")
                .containsPattern("client.api-key +\\[hidden\\] +variable TERRATUNNEL_API_KEY")
                .doesNotContain("ttk_secret");
    }

    @Test
    void keysAreMadeListedAndRevoked() {
        String db = dir.resolve("data/t.db").toString();

        assertThat(run("server", "keys", "create", "--tunnel", "My-App", "--db-path", db)).isZero();
        String key = out().strip();
        assertThat(key).matches("ttk_[0-9A-Za-z]{36}");
        assertThat(err()).contains("my-app").doesNotContain(key);

        assertThat(run("server", "--db-path", db, "keys", "list")).isZero();
        assertThat(out()).contains("my-app", "active", key.substring(0, 8)).doesNotContain(key);

        assertThat(run("server", "keys", "revoke", "1", "--db-path", db)).isZero();
        assertThat(run("server", "keys", "revoke", "77", "--db-path", db)).isEqualTo(1);
        assertThat(run("server", "keys", "list", "--db-path", db)).isZero();
        assertThat(out()).contains("revoked");
    }

    @Test
    void databaseOfAnotherProgramIsOneWithoutStack() throws IOException {
        Path file = Files.writeString(dir.resolve("t.db"), "x".repeat(5_000));

        assertThat(run("server", "keys", "list", "--db-path", file.toString())).isEqualTo(1);
        assertThat(err()).contains("can't read the database").doesNotContain("\tat ");
    }

    @Test
    void requiredLocalServiceThatIsDownIsSeven() throws IOException {
        int port = freePort();

        assertThat(run("http", Integer.toString(port), "--require-local", "--server-url", "ws://x"))
                .isEqualTo(7);
        assertThat(err()).contains("127.0.0.1:" + port, "[::1]:" + port);
    }

    @Test
    void serverThatIsNotReachedInTheAllowedTriesIsFive() throws IOException {
        String url = "ws://127.0.0.1:" + freePort();

        assertThat(run("http", "3000", "--server-url", url, "--max-connect-tries", "1"))
                .isEqualTo(5);
        assertThat(err()).contains("The server was not reached");
    }

    @Test
    void keyOnTheCommandLineIsWarnedOf() throws IOException {
        String url = "ws://127.0.0.1:" + freePort();

        run("http", "3000", "--server-url", url, "--max-connect-tries", "1", "--api-key", "abc");

        assertThat(err()).contains("Warning: others on this machine can see").doesNotContain("abc");
    }

    @Test
    void keyFileThatIsMissingIsTwo() {
        assertThat(run("http", "3000", "--api-key-file", "missing")).isEqualTo(2);
        assertThat(err()).contains("--api-key-file: missing");
    }

    private int run(String... arguments) {
        out.reset();
        err.reset();
        Shell shell =
                new Shell(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        environment,
                        dir,
                        false);
        return TerratunnelCommand.run(shell, arguments);
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
