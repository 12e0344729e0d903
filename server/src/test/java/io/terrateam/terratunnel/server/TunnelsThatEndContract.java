package io.terrateam.terratunnel.server;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.terrateam.terratunnel.control.ControlConfig;
import io.terrateam.terratunnel.control.OperatorKeys;
import io.terrateam.terratunnel.control.apikey.IssuedKey;
import io.terrateam.terratunnel.control.apikey.KeyRequest;
import io.terrateam.terratunnel.control.audit.Actor;
import io.terrateam.terratunnel.control.audit.AuditLog;
import io.terrateam.terratunnel.control.reservation.NameGenerator;
import io.terrateam.terratunnel.control.reservation.Names;
import io.terrateam.terratunnel.control.reservation.Reservations;
import io.terrateam.terratunnel.control.reservation.Tunnels;
import io.terrateam.terratunnel.control.store.AuditRow;
import io.terrateam.terratunnel.control.store.Database;
import io.terrateam.terratunnel.control.store.engine.DatabaseLocation;
import io.terrateam.terratunnel.edge.config.EdgeConfig;
import io.terrateam.terratunnel.protocol.TunnelName;
import io.terrateam.terratunnel.protocol.http.Authority;
import io.terrateam.terratunnel.testkit.agent.AgentSocket;
import io.terrateam.terratunnel.testkit.agent.RawAgent;
import io.terrateam.terratunnel.testkit.visitor.RawResponse;
import io.terrateam.terratunnel.testkit.visitor.RawVisitor;
import io.terrateam.terratunnel.testkit.wire.Http2Wire;
import io.terrateam.terratunnel.testkit.wire.WebSocketWire;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A whole server: what agents and visitors see when a tunnel or its key ends, as another process
/// on the same database makes it end, on whatever engine is under both.
@Timeout(60)
abstract class TunnelsThatEndContract {
    private static final String HOST = "my-app.localhost";

    private TerratunnelServer server;
    private Database database;
    private OperatorKeys keys;
    private Tunnels tunnels;
    private IssuedKey key;
    private long tunnel;

    /// Where a database is that is empty when a test begins.
    abstract DatabaseLocation newDatabase() throws Exception;

    @BeforeEach
    void start() throws Exception {
        Clock clock = Clock.systemUTC();
        DatabaseLocation location = newDatabase();
        server =
                TerratunnelServer.start(
                        new ServerConfig(
                                EdgeConfig.forDomain(new Authority("localhost", -1)),
                                location,
                                true,
                                ControlConfig.at(URI.create("http://localhost"))));
        database = Database.open(location, clock);
        keys = OperatorKeys.of(database, clock);
        tunnels =
                new Tunnels(
                        database,
                        new Names(database, new NameGenerator(new Random(1)), n -> false, clock),
                        new Reservations(database, clock),
                        new AuditLog(database, Runnable::run, clock),
                        clock,
                        Duration.ofDays(30));
        key = keys.create(new TunnelName("my-app"), KeyRequest.PLAIN, false);
        tunnel = key.row().tunnel().orElseThrow().id();
    }

    @AfterEach
    void stop() {
        database.close();
        server.close();
    }

    @Test
    void disabledTunnelIsOffAtOnceAndItsVisitorsDoNotWait() throws IOException {
        try (RawAgent agent = connect(key)) {
            long before = System.nanoTime();
            tunnels.setActive(tunnel, false, Actor.OPERATOR);

            assertThat(closeReason(agent)).isEqualTo("1008 the tunnel is disabled");
            assertThat(since(before)).isLessThan(Duration.ofSeconds(1));
        }
        long before = System.nanoTime();
        RawResponse answer = visit();
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.head().header("terratunnel-error")).contains("client-offline");
        assertThat(since(before)).as("no hold").isLessThan(Duration.ofSeconds(3));
        assertThat(refusal(key)).startsWith("403").contains("the tunnel is disabled");

        tunnels.setActive(tunnel, true, Actor.OPERATOR);
        connect(key).close();
    }

    @Test
    void deletedTunnelIsOneThatNobodyHas() throws IOException {
        try (RawAgent agent = connect(key)) {
            long before = System.nanoTime();
            tunnels.delete(tunnel, Actor.OPERATOR);

            assertThat(closeReason(agent)).isEqualTo("1008 the key or its tunnel was deleted");
            assertThat(since(before)).isLessThan(Duration.ofSeconds(1));
        }
        RawResponse answer = visit();
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.head().header("terratunnel-error")).contains("tunnel-not-found");
        assertThat(refusal(key)).startsWith("401").contains("nobody has this key");
    }

    @Test
    void replacedKeyEndsItsLinkAndSaysWhenAndByWhom() throws IOException {
        try (RawAgent agent = connect(key)) {
            long before = System.nanoTime();
            keys.create(new TunnelName("my-app"), KeyRequest.PLAIN, false);

            assertThat(closeReason(agent))
                    .matches(
                            "1008 the key was replaced by a newer one at"
                                    + " \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d UTC \\(operator\\)");
            assertThat(since(before)).isLessThan(Duration.ofSeconds(1));
        }
        assertThat(refusal(key)).startsWith("401").contains("replaced").contains("server keys");
    }

    @Test
    void revokedKeyEndsItsLinkWithinASecond() throws IOException {
        try (RawAgent agent = connect(key)) {
            long before = System.nanoTime();
            keys.revoke(key.row().id());

            assertThat(closeReason(agent)).startsWith("1008 the key was revoked");
            assertThat(since(before)).isLessThan(Duration.ofSeconds(1));
        }
        assertThat(refusal(key)).startsWith("401").contains("revoked");
    }

    @Test
    void linksAreWrittenDownWithWhoHadThem() throws Exception {
        try (RawAgent agent = connect(key)) {
            keys.revoke(key.row().id());
            closeReason(agent);
        }
        refusal(key);

        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (database.audit().newest(9).size() < 6 && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
        assertThat(database.audit().newest(9))
                .extracting(AuditRow::eventType)
                .containsExactlyInAnyOrder(
                        "refused",
                        "disconnect",
                        "key_revoked",
                        "connect",
                        "key_created",
                        "tunnel_created");
        assertThat(database.audit().newest(9))
                .filteredOn(row -> row.eventType().endsWith("connect"))
                .allMatch(row -> row.username().equals("operator"))
                .allMatch(row -> row.apiKeyId().isPresent())
                .allMatch(row -> row.subdomain().equals("my-app"))
                .allMatch(row -> row.peerAddress().equals("127.0.0.1"))
                .anyMatch(row -> row.additionalData().contains("the key was revoked"));
        assertThat(database.audit().newest(9))
                .filteredOn(row -> row.eventType().equals("disconnect"))
                .singleElement()
                .extracting(AuditRow::additionalData, as(STRING))
                .as("how long, and the bytes of the link's own frames at least")
                .matches(
                        ".*\"duration_ms\":[1-9]\\d*,\"bytes_to_client\":[1-9]\\d*,"
                                + "\"bytes_from_client\":[1-9]\\d*.*");
    }

    private RawAgent connect(IssuedKey with) throws IOException {
        RawAgent agent = RawAgent.ready(server.port(), "localhost", authorization(with));
        Http2Wire.Frame frame = agent.frames().read();
        while (frame.type() != Http2Wire.SETTINGS || !frame.has(Http2Wire.ACK)) {
            frame = agent.frames().read();
        }
        return agent;
    }

    private static String authorization(IssuedKey key) {
        return "Authorization: Bearer " + key.text().reveal() + "\r\n";
    }

    private String refusal(IssuedKey with) throws IOException {
        try (AgentSocket refused =
                AgentSocket.dial(
                        server.port(),
                        "localhost",
                        AgentSocket.SUBPROTOCOL_V2 + authorization(with))) {
            return refused.answer().status() + " " + refused.refusal();
        }
    }

    private static String closeReason(RawAgent agent) throws IOException {
        WebSocketWire.Frame frame = agent.link().wire().read();
        while (frame.opcode() != WebSocketWire.CLOSE) {
            frame = agent.link().wire().read();
        }
        return frame.closeCode() + " " + frame.text().substring(2);
    }

    private RawResponse visit() throws IOException {
        try (RawVisitor visitor = RawVisitor.connect(server.port())) {
            return visitor.get(HOST, "/").read();
        }
    }

    private static Duration since(long nanos) {
        return Duration.ofNanos(System.nanoTime() - nanos);
    }
}
