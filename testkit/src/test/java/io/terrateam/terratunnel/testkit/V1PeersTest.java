package io.terrateam.terratunnel.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.terrateam.terratunnel.testkit.v1.Json;
import io.terrateam.terratunnel.testkit.v1.V1Agent;
import io.terrateam.terratunnel.testkit.v1.V1Answer;
import io.terrateam.terratunnel.testkit.v1.V1Ask;
import io.terrateam.terratunnel.testkit.v1.V1Close;
import io.terrateam.terratunnel.testkit.v1.V1Exchange;
import io.terrateam.terratunnel.testkit.v1.V1Hello;
import io.terrateam.terratunnel.testkit.v1.V1Link;
import io.terrateam.terratunnel.testkit.v1.V1Request;
import io.terrateam.terratunnel.testkit.v1.V1Server;
import io.terrateam.terratunnel.testkit.v1.V1Stream;
import io.terrateam.terratunnel.testkit.visitor.RawResponse;
import io.terrateam.terratunnel.testkit.visitor.RawVisitor;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Both roles of version 1 face to face.
class V1PeersTest {
    private static final Map<String, String> BYTES =
            Map.of("content-type", "application/octet-stream");

    private V1Server server;

    @BeforeEach
    void start() throws IOException {
        server = V1Server.start();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private V1Hello hello() {
        return V1Hello.anonymous("localhost:" + server.port());
    }

    @Test
    void jsonSurvivesTheWayThereAndBack() {
        String text =
                "{\"a\":[1,-2,true,false,null,{}],\"b\":\"q\\\" \\u00e9 \\u000a\",\"c\":{\"A\":[],\"a\":\"\"}}";

        assertThat(Json.text(Json.object(text))).isEqualTo(text);
        assertThatThrownBy(() -> Json.object("{\"a\":1,\"a\":2}"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Json.object("[1]")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void plainAnswerComesBack() throws IOException {
        try (V1Agent agent = V1Agent.ready(server.port(), hello())) {
            V1Link link = server.awaitLink();
            V1Exchange exchange = link.ask(V1Ask.get("/a%20b?x=1&x=2").text("body \u00e9"));
            V1Request request = agent.awaitRequest();
            assertThat(request.path()).isEqualTo("/a b");
            assertThat(request.queryParamsMulti())
                    .containsExactly(List.of("x", "1"), List.of("x", "2"));
            assertThat(request.queryParams()).containsExactly(Map.entry("x", "2"));
            assertThat(new String(request.body(), java.nio.charset.StandardCharsets.UTF_8))
                    .isEqualTo("body \u00e9");

            agent.answer(request, 201, Map.of("a", "b"), new byte[] {1, 2, (byte) 200});

            V1Answer answer = exchange.await();
            assertThat(answer.status()).isEqualTo(201);
            assertThat(answer.body()).containsExactly(1, 2, 200);
            assertThat(link.oddities()).isEmpty();
            assertThat(agent.oddities()).isEmpty();
        }
    }

    @Test
    void streamedAnswerReachesTheVisitorWhole() throws Exception {
        byte[] body = new byte[3 * V1Agent.CHUNK_SIZE + 17];
        new Random(1).nextBytes(body);
        try (V1Agent agent = V1Agent.ready(server.port(), hello());
                RawVisitor visitor = RawVisitor.connect(server.port())) {
            server.awaitLink();
            agent.serve((self, request) -> self.streamAll(request, 200, BYTES, body));

            RawResponse response = visitor.get(server.hostname(), "/file").read();

            assertThat(Arrays.equals(response.body(), body)).isTrue();
        }
    }

    @Test
    void brokenStreamsAreNoticed() throws IOException {
        try (V1Agent agent = V1Agent.ready(server.port(), hello())) {
            V1Link link = server.awaitLink();
            byte[] part = {1, 2, 3};

            V1Exchange exchange = link.ask(V1Ask.get("/"));
            agent.stream(agent.awaitRequest(), 200, BYTES, 0).chunk(part).complete("00");
            assertThatThrownBy(exchange::await).hasMessageContaining("checksum over all");

            V1Exchange second = link.ask(V1Ask.get("/"));
            agent.stream(agent.awaitRequest(), 200, BYTES, 0).skip().chunk(part).complete();
            assertThatThrownBy(second::await).hasMessageContaining("chunk 1 in place 0");

            V1Exchange third = link.ask(V1Ask.get("/"));
            V1Stream stream = agent.stream(agent.awaitRequest(), 200, BYTES, 0);
            stream.chunkClaiming(0, part, "00", 3);
            stream.error("origin broke");
            assertThatThrownBy(third::await).hasMessageContaining("checksum of chunk 0");
        }
    }

    @Test
    void unansweredRequestIsSentAgain() throws IOException {
        try (V1Agent agent = V1Agent.ready(server.port(), hello())) {
            V1Link link = server.awaitLink();
            var exchange = Async.call(() -> link.askTwice(V1Ask.get("/"), Duration.ofMillis(50)));
            V1Request first = agent.awaitRequest();
            V1Request second = agent.awaitRequest();
            assertThat(second.id()).isNotEqualTo(first.id());

            agent.answer(second, 200, Map.of(), "late");

            assertThat(exchange.join().await().text()).isEqualTo("late");
        }
    }

    @Test
    void keyIsTakenFromHeaderOrMessage() throws IOException {
        server.requireKey("k");
        V1Agent.ready(server.port(), hello().headerKey("k")).close();
        V1Agent.ready(server.port(), hello().messageKey("k")).close();

        try (V1Agent wrong = V1Agent.dial(server.port(), hello().headerKey("x").messageKey("k"))) {
            wrong.send(hello().clientInfo());
            assertThat(wrong.awaitClose())
                    .isEqualTo(new V1Close(1008, "Invalid or expired API key"));
        }
    }

    @Test
    void keepalivesComeAndAreAnswered() throws Exception {
        server.keepaliveAfter(Duration.ofMillis(50));
        try (V1Agent agent = V1Agent.ready(server.port(), hello())) {
            V1Link link = server.awaitLink();
            while (link.keepaliveAckCount() < 2) {
                Thread.sleep(5);
            }
            assertThat(agent.keepaliveNanos()).hasSizeGreaterThanOrEqualTo(2);
        }
    }
}
