package io.terrateam.terratunnel.e2e.v1;

import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.testkit.process.ProcessUnderTest;
import io.terrateam.terratunnel.testkit.v1.V1Ask;
import io.terrateam.terratunnel.testkit.v1.V1Exchange;
import io.terrateam.terratunnel.testkit.v1.V1Link;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// `terratunnel client` with a server that knows version 1 only: how links begin and end.
@Timeout(120)
class OldServerLinksIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private OldServer old;

    @BeforeEach
    void start() throws IOException {
        old = new OldServer();
    }

    @AfterEach
    void stop() throws IOException {
        old.close();
    }

    @Test
    void keyIsInTheHeaderAndInTheMessage() throws IOException {
        old.server().requireKey("tt_right");
        V1Link link = old.connect(Map.of("TERRATUNNEL_API_KEY", "tt_right"));

        assertThat(link.upgrade().headers("authorization")).containsExactly("Bearer tt_right");
        assertThat(link.clientInfo()).containsEntry("api_key", "tt_right");
    }

    @Test
    void refusedKeyEndsWithCodeThree() throws IOException {
        old.server().requireKey("tt_right");
        ProcessUnderTest wrong = old.launch(Map.of("TERRATUNNEL_API_KEY", "tt_wrong"));
        assertThat(wrong.awaitExit(PATIENCE)).hasValue(3);
        assertThat(wrong.output()).contains("Invalid or expired API key");

        ProcessUnderTest none = old.launch(Map.of());
        assertThat(none.awaitExit(PATIENCE)).hasValue(3);
        assertThat(none.output()).contains("Please provide an API key");
    }

    @Test
    void onlyVersionTwoRefusesTheServer() throws IOException {
        ProcessUnderTest client = old.launch(Map.of(), "--link-version", "2");
        assertThat(client.awaitExit(PATIENCE)).hasValue(1);
        assertThat(client.output()).contains("does not speak version 2 of the link");
    }

    @Test
    void lostLinkEndsWhatRanAndIsOpenedAgain() throws Exception {
        V1Link link = old.connect(Map.of());
        CompletableFuture<Boolean> left = new CompletableFuture<>();
        old.origin()
                .script(
                        "/endless",
                        (connection, head) -> {
                            connection.send("HTTP/1.1 200 OK\r\n\r\nbegin");
                            left.complete(connection.isLeftWithin(Duration.ofSeconds(20)));
                        });
        V1Exchange exchange = link.ask(V1Ask.get("/endless"));
        assertThat(exchange.awaitPart(0, PATIENCE)).isPresent();

        link.cut();

        assertThat(left.get()).isTrue();
        V1Link next = old.server().awaitLink();
        assertThat(next.ask(V1Ask.get("/")).await().text()).isEqualTo("hello");
        old.client().awaitLine("Ready again", PATIENCE);
    }

    @Test
    void whatIsNoMessageEndsTheLinkAndTheNextWorks() throws Exception {
        old.connect(Map.of()).wire().sendText("[]");
        V1Link second = old.server().awaitLink();
        second.wire().sendBinary(new byte[] {1, 2, 3}, 0, 3);
        V1Link third = old.server().awaitLink();
        assertThat(third.ask(V1Ask.get("/")).await().text()).isEqualTo("hello");
    }

    @Test
    void stoppedClientFinishesWhatRuns() throws Exception {
        V1Link link = old.connect(Map.of());
        V1Exchange running = link.ask(V1Ask.get("/delay/2000"));
        while (old.origin().requestsTo("/delay").isEmpty()) {
            Thread.sleep(10);
        }
        old.client().signal(ProcessUnderTest.Signal.TERM);

        assertThat(running.await().text()).isEqualTo("late");
        assertThat(old.client().awaitExit(PATIENCE)).hasValue(0);
        assertThat(link.closed().join().code()).isEqualTo(1000);
    }

    @Test
    void requestLogHasWhatWentThrough() throws Exception {
        Path log = old.directory().resolve("requests.log");
        V1Link link = old.connect(Map.of(), "--request-log", log.toString());
        V1Ask ask = V1Ask.of("POST", "/body?q=1", Map.of("host", "a.test"));
        link.ask(ask.text("sent through")).await();
        old.client().signal(ProcessUnderTest.Signal.TERM);
        old.client().awaitExit(PATIENCE);

        assertThat(Files.readString(log))
                .contains("REQUEST: POST /body?q=1")
                .contains("sent through")
                .contains("RESPONSE: 200");
    }
}
