package io.terrateam.terratunnel.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.terrateam.terratunnel.testkit.TunnelSystem;
import io.terrateam.terratunnel.testkit.agent.StockHttp2Server;
import io.terrateam.terratunnel.testkit.process.ProcessUnderTest;
import io.terrateam.terratunnel.testkit.process.TcpRelay;
import io.terrateam.terratunnel.testkit.process.TerratunnelProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Public conformance suites, where they are installed (`e2e/suites/install.sh`); skipped where
/// they are not.
class ConformanceIT {
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @TempDir private Path directory;

    /// A program of `e2e/suites/bin`, of Go's or of the PATH.
    private static String installed(String program) {
        Path suites = Path.of(System.getProperty("terratunnel.root", ".."), "e2e/suites/bin");
        Path ofGo = Path.of(System.getProperty("user.home"), "go/bin");
        Stream<Path> ofPath =
                Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator)).map(Path::of);
        Optional<Path> found =
                Stream.concat(Stream.of(suites, ofGo), ofPath)
                        .map(folder -> folder.resolve(program))
                        .filter(Files::isExecutable)
                        .findFirst();
        assumeTrue(found.isPresent(), program + " is not installed: run e2e/suites/install.sh");
        return found.orElseThrow().toString();
    }

    @Test
    void http2OfTheServersOwnHostPassesH2spec() throws Exception {
        String h2spec = installed("h2spec");
        try (TunnelSystem tunnel =
                        TunnelSystem.setup().withoutClient().domain("127.0.0.1").start();
                ProcessUnderTest suite = h2spec(h2spec, tunnel.port(), "/")) {
            assertAllPassed(suite);
        }
    }

    @Test
    void http2ThroughATunnelPassesH2spec() throws Exception {
        String h2spec = installed("h2spec");
        // h2spec always asks for 127.0.0.1, so that has to be a tunnel's name: 127, below the
        // domain 0.0.1.
        try (TunnelSystem tunnel = TunnelSystem.setup().withoutClient().domain("0.0.1").start();
                TcpRelay link = TcpRelay.to(tunnel.port(), "0.0.1")) {
            String key = Keys.create(tunnel, "127");
            var arguments =
                    List.of(
                            "client",
                            "--server-url",
                            "http://127.0.0.1:" + link.port(),
                            "--local-endpoint",
                            tunnel.origin().url());
            try (ProcessUnderTest client =
                            TerratunnelProgram.run(
                                    "client", arguments, Keys.variable(key), directory);
                    ProcessUnderTest suite = h2spec(h2spec, tunnel.port(), "/bytes/100")) {
                client.awaitLine("127\\.0\\.0\\.1", PATIENCE);
                assertAllPassed(suite);
            }
        }
    }

    private ProcessUnderTest h2spec(String program, int port, String path) throws Exception {
        return ProcessUnderTest.start(
                "h2spec",
                List.of(program, "-h", "127.0.0.1", "-p", "" + port, "-P", path, "-o", "4"),
                Map.of(),
                directory);
    }

    private static void assertAllPassed(ProcessUnderTest suite) {
        Matcher totals = suite.awaitLine("(\\d+) tests, (\\d+) passed, .*", PATIENCE);
        assertThat(totals.group(2)).as(suite.output()).isEqualTo(totals.group(1));
        assertThat(Integer.parseInt(totals.group(1))).isGreaterThanOrEqualTo(145);
    }

    @Test
    void webSocketsThroughATunnelPassAutobahn() throws Exception {
        String kosoku = installed("kosoku");
        try (StockHttp2Server echo = StockHttp2Server.start();
                TunnelSystem tunnel =
                        TunnelSystem.setup()
                                .localEndpoint("http://127.0.0.1:" + echo.port())
                                .start();
                TcpRelay relay = TcpRelay.to(tunnel.port(), tunnel.host());
                ProcessUnderTest suite = autobahn(kosoku, relay.port())) {
            assertThat(suite.awaitExit(PATIENCE)).as(suite.output()).hasValue(0);
        }
    }

    private ProcessUnderTest autobahn(String program, int port) throws Exception {
        String url = "ws://127.0.0.1:" + port + "/websocket";
        List<String> command =
                List.of(program, "-p", "4", "-x", "9.*", "-x", "12.*", "-x", "13.*", url);
        return ProcessUnderTest.start("kosoku", command, Map.of(), directory);
    }
}
