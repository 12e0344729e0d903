package io.terrateam.terratunnel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.testkit.process.ProcessUnderTest;
import io.terrateam.terratunnel.testkit.process.ProcessUnderTest.Signal;
import io.terrateam.terratunnel.testkit.process.TerratunnelProgram;
import io.terrateam.terratunnel.testkit.visitor.RawResponse;
import io.terrateam.terratunnel.testkit.visitor.RawVisitor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The README's first command: a URL that works, a sample webhook that arrives, and a clean end.
class DemoIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir private Path directory;

    @Test
    void demoShowsAUrlAndAWebhookAndEndsOnCtrlC() throws Exception {
        try (ProcessUnderTest demo =
                TerratunnelProgram.run("demo", List.of("demo"), Map.of(), directory)) {
            Matcher url = demo.awaitLine("http://([a-z0-9-]+\\.localhost:(\\d+))", PATIENCE);
            int port = Integer.parseInt(url.group(2));
            demo.awaitLine("(?i)webhook", PATIENCE);
            demo.awaitLine("POST /.* -> 2\\d\\d", PATIENCE);

            try (RawVisitor visitor = RawVisitor.connect(port)) {
                visitor.send("GET / HTTP/1.1\r\nHost: " + url.group(1) + "\r\n");
                visitor.send("Accept: text/html\r\n\r\n");
                RawResponse page = visitor.read();
                assertThat(page.status()).isEqualTo(200);
                assertThat(page.text()).containsIgnoringCase("<html");
            }

            demo.signal(Signal.INT);

            assertThat(demo.awaitExit(Duration.ofSeconds(10))).hasValue(0);
            assertThat(demo.output()).doesNotContain("\tat ");
        }
    }
}
