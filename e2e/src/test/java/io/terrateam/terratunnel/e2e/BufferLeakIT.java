package io.terrateam.terratunnel.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.terrateam.terratunnel.agent.Agent;
import io.terrateam.terratunnel.agent.AgentConfig;
import io.terrateam.terratunnel.agent.AgentEvents;
import io.terrateam.terratunnel.agent.forward.ExchangeTap;
import io.terrateam.terratunnel.agent.link.LinkVersions;
import io.terrateam.terratunnel.agent.link.ProxyRules;
import io.terrateam.terratunnel.agent.origin.OriginAddress;
import io.terrateam.terratunnel.edge.config.EdgeConfig;
import io.terrateam.terratunnel.protocol.http.Authority;
import io.terrateam.terratunnel.server.ServerConfig;
import io.terrateam.terratunnel.server.TerratunnelServer;
import io.terrateam.terratunnel.testkit.origin.TestOrigin;
import io.terrateam.terratunnel.testkit.visitor.H2Exchange;
import io.terrateam.terratunnel.testkit.visitor.H2Visitor;
import io.terrateam.terratunnel.testkit.visitor.RawVisitor;
import io.terrateam.terratunnel.testkit.wire.WebSocketWire;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Server and agent within this JVM, where Netty's leak detector watches every buffer: exchanges
/// that end in all the wrong ways give all their buffers back. The leak guard of the build fails
/// the class that leaks.
class BufferLeakIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int ROUNDS = 15;

    @TempDir private Path directory;

    private TestOrigin origin;
    private TerratunnelServer server;
    private Agent agent;
    private String host;

    @BeforeEach
    void start() throws Exception {
        origin = TestOrigin.start();
        Authority domain = Authority.parse("localhost").orElseThrow();
        server =
                TerratunnelServer.start(
                        new ServerConfig(
                                EdgeConfig.forDomain(domain), directory.resolve("db"), false));
        var connected = new CompletableFuture<String>();
        agent = Agent.start(agentConfig(), new Events(connected));
        host = URI.create(connected.get(20, TimeUnit.SECONDS)).getHost();
        await().atMost(PATIENCE).until(() -> get("/").equals("hello"));
    }

    @AfterEach
    void stop() throws Exception {
        agent.closeNow();
        server.close();
        origin.close();
    }

    private AgentConfig agentConfig() {
        return new AgentConfig(
                URI.create("http://127.0.0.1:" + server.port()),
                OriginAddress.parse(origin.url()),
                null,
                Optional.empty(),
                false,
                0,
                Duration.ofSeconds(20),
                Duration.ofSeconds(1),
                new AgentConfig.HostHeader.Visitor(),
                new AgentConfig.OriginTrust(false, Optional.empty()),
                new AgentConfig.AgentLimits(0, 1_000),
                "test",
                ProxyRules.NONE,
                AgentConfig.BodyChecks.AUTO,
                LinkVersions.AUTO);
    }

    /// Tells the public URL; nothing else matters here.
    private record Events(CompletableFuture<String> connectedUrl) implements AgentEvents {
        @Override
        public void connecting(String serverUrl) {}

        @Override
        public void connected(String publicUrl, String linkId, int linkVersion) {
            connectedUrl.complete(publicUrl);
        }

        @Override
        public void ready(String publicUrl) {}

        @Override
        public void probeFailed(String publicUrl, String problem) {}

        @Override
        public void disconnected(String reason, Duration wait, int triesInARow) {}

        @Override
        public void originReachability(boolean reachable, String problem) {}

        @Override
        public ExchangeTap tap() {
            return ExchangeTap.NONE;
        }
    }

    private String get(String target) throws IOException {
        try (RawVisitor visitor = RawVisitor.connect(server.port())) {
            return visitor.get(host, target).read().text();
        }
    }

    @Test
    void exchangesThatEndInAllWaysGiveTheirBuffersBack() throws Exception {
        origin.script(
                "/cut",
                (connection, _) -> {
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n");
                    connection.send(new byte[100_000]).cut();
                });
        origin.script("/nonsense", (connection, _) -> connection.send("nonsense\r\n\r\n"));
        for (int i = 0; i < ROUNDS; i++) {
            assertThat(get("/bytes/300000")).hasSizeGreaterThan(1_000);
            get("/cut");
            get("/nonsense");
            leaveInMidDownload();
            leaveInMidUpload();
            sendAmbiguity();
            openAndDropAWebSocket();
            cancelStreams();
        }
        assertThat(get("/")).isEqualTo("hello");
    }

    private void leaveInMidDownload() throws IOException {
        try (RawVisitor visitor = RawVisitor.connect(server.port(), 8_192)) {
            visitor.get(host, "/bytes/5000000").readHead();
            visitor.abort();
        }
    }

    private void leaveInMidUpload() throws IOException {
        try (RawVisitor visitor = RawVisitor.connect(server.port())) {
            visitor.send("POST /upload HTTP/1.1\r\nHost: " + host + "\r\n");
            visitor.send("Content-Length: 5000000\r\n\r\n").send(new byte[300_000]);
            visitor.abort();
        }
    }

    private void sendAmbiguity() throws IOException {
        try (RawVisitor visitor = RawVisitor.connect(server.port())) {
            visitor.send("POST / HTTP/1.1\r\nHost: " + host + "\r\nContent-Length: 3\r\n");
            visitor.send("Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n");
            visitor.read();
        }
    }

    private void openAndDropAWebSocket() throws IOException {
        try (RawVisitor visitor = RawVisitor.connect(server.port())) {
            visitor.send(WebSocketWire.upgradeRequest(host, "/websocket", ""));
            assertThat(visitor.readHead().status()).isEqualTo(101);
            var wire = new WebSocketWire(visitor.reader(), visitor.out(), true);
            wire.send(WebSocketWire.BINARY, new byte[100_000]);
            visitor.abort();
        }
    }

    private void cancelStreams() throws Exception {
        try (H2Visitor visitor = H2Visitor.connect(server.port())) {
            for (int i = 0; i < 5; i++) {
                H2Exchange exchange = visitor.get(host, "/bytes/2000000");
                exchange.status();
                exchange.cancel();
            }
            assertThat(visitor.get(host, "/").text()).isEqualTo("hello");
        }
    }
}
