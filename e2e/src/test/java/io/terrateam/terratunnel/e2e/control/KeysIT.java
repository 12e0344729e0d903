package io.terrateam.terratunnel.e2e.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.terrateam.terratunnel.testkit.agent.AgentSocket;
import io.terrateam.terratunnel.testkit.process.ProcessUnderTest;
import io.terrateam.terratunnel.testkit.provider.ProviderAccount;
import io.terrateam.terratunnel.testkit.visitor.RawResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Keys: what whoever holds none, an old one or a guess hears, and what becomes of clients whose
/// key ends while they are connected.
@ExtendWith(SharedControl.class)
class KeysIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String NONE = "{\"detail\":\"Invalid or expired API key\"}";
    private static final AtomicLong IDS = new AtomicLong(20_000);

    private static ControlServer server;

    @BeforeAll
    static void start(ControlServer shared) {
        server = shared;
    }

    private static WebClient owner() throws Exception {
        long id = IDS.incrementAndGet();
        return server.signedIn(ProviderAccount.of(id, "owner" + id));
    }

    private static RawResponse whoAmI(WebClient visitor, String... fields) throws IOException {
        return visitor.get("/api/auth/me", fields);
    }

    private static String bearer(String key) {
        return "Authorization: Bearer " + key;
    }

    @Test
    void allWrongKeysSoundAlike() throws Exception {
        WebClient owner = owner();
        String replaced = owner.newKey("first");
        String revoked = owner.newKey("second");
        String page = owner.get("/tunnels/" + owner.tunnelId()).text();
        String id = WebClient.first(Pattern.compile("/keys/(\\d+)/revoke"), page);
        owner.post("/tunnels/" + owner.tunnelId() + "/keys/" + id + "/revoke", Map.of());
        String last = revoked.substring(39);
        String mistyped = revoked.substring(0, 39) + (last.equals("0") ? "1" : "0");
        WebClient stranger = server.visitor();

        for (String key :
                List.of(
                        replaced,
                        revoked,
                        mistyped,
                        "ttk_" + "b".repeat(36),
                        "A".repeat(43),
                        "x",
                        "ttk_' OR '1'='1",
                        "%00")) {
            RawResponse answer = whoAmI(stranger, bearer(key));
            assertEquals(401, answer.status(), key);
            assertEquals(NONE, answer.text(), key);
        }
    }

    @Test
    void onlyABearerFieldIsLookedAt() throws Exception {
        WebClient owner = owner();
        String key = owner.newKey("k");
        WebClient stranger = server.visitor();

        assertEquals(200, whoAmI(stranger, bearer(key)).status());
        assertEquals(200, whoAmI(stranger, "authorization: bearer " + key).status());
        assertThat(whoAmI(stranger).text()).isEqualTo("{\"detail\":\"Not authenticated\"}");
        for (String fields :
                List.of(
                        "Authorization: Basic " + key,
                        "Authorization: " + key,
                        "Authorization: Token " + key)) {
            RawResponse answer = whoAmI(stranger, fields);
            assertEquals(403, answer.status());
            assertEquals("{\"detail\":\"Invalid authentication credentials\"}", answer.text());
        }
        for (String field :
                List.of(
                        "X-Api-Key: " + key,
                        "Cookie: api_key=" + key,
                        "Cookie: auth_token=" + key)) {
            assertEquals(403, whoAmI(stranger, field).status(), field);
        }
        for (String name : List.of("key", "api_key", "access_token", "token")) {
            RawResponse answer = stranger.get("/api/auth/me?" + name + "=" + key);
            assertEquals(403, answer.status(), name);
        }
    }

    /// Sessions are no keys, and keys no sessions.
    @Test
    void cookiesOpenNoRouteOfKeys_andKeysNoPage() throws Exception {
        WebClient owner = owner();
        String key = owner.newKey("k");
        String session = owner.cookies().get(WebClient.SESSION);

        assertEquals(403, whoAmI(owner).status());
        assertEquals(401, whoAmI(server.visitor(), bearer(session)).status());
        assertEquals(401, server.visitor().get("/auth/me", bearer(key)).status());
        assertEquals(302, server.visitor().get("/account", bearer(key)).status());
    }

    @Test
    void twentyBadKeysFromOneAddressAreEnough_onAllDoorsAndForNoOther() throws Exception {
        WebClient owner = owner();
        String key = owner.newKey("k");
        WebClient guesser = server.visitor();
        for (int i = 0; i < 20; i++) {
            assertEquals(401, whoAmI(guesser, bearer("ttk_%036d".formatted(i))).status());
        }

        RawResponse answer = whoAmI(guesser, bearer("ttk_%036d".formatted(20)));
        assertEquals(429, answer.status());
        assertThat(Integer.parseInt(answer.header("retry-after").orElseThrow())).isBetween(1, 61);
        assertEquals(429, whoAmI(guesser, bearer(key)).status());
        assertEquals(429, linkAnswer(guesser, key));

        assertEquals(200, whoAmI(server.visitor(), bearer(key)).status());
        assertEquals(101, linkAnswer(server.visitor(), key));
    }

    private static int linkAnswer(WebClient from, String key) throws IOException {
        String fields = "X-Forwarded-For: " + from.address() + "\r\n" + bearer(key) + "\r\n";
        try (AgentSocket link =
                AgentSocket.dial(
                        server.port(), ControlServer.HOST, AgentSocket.SUBPROTOCOL_V2 + fields)) {
            return link.answer().status();
        }
    }

    @Test
    void keyIsShownOnce_andNeitherLoggedNorKept() throws Exception {
        WebClient owner = owner();
        RawResponse made =
                owner.post("/tunnels/" + owner.tunnelId() + "/keys/generate", Map.of("name", "k"));
        String key = WebClient.first(Pattern.compile("(ttk_[0-9A-Za-z]{36})"), made.text());
        whoAmI(server.visitor(), bearer(key));

        assertThat(made.header("cache-control")).contains("no-store");
        for (String page :
                List.of(
                        "/",
                        "/tunnels/" + owner.tunnelId(),
                        "/account",
                        "/tunnels/" + owner.tunnelId() + "/keys/new")) {
            assertThat(owner.get(page).text()).doesNotContain(key);
        }
        assertThat(server.process().output()).doesNotContain(key);
        for (String suffix : List.of("", "-wal")) {
            byte[] file =
                    Files.readAllBytes(server.database().resolveSibling("server.db" + suffix));
            assertThat(new String(file, StandardCharsets.ISO_8859_1)).doesNotContain(key);
        }
    }

    @Test
    void rotationEndsTheOldClientAtOnceAndTellsItWhy() throws Exception {
        WebClient owner = owner();
        String old = owner.newKey("old");
        ProcessUnderTest client = server.readyClient(old);

        long began = System.nanoTime();
        String fresh = owner.newKey("new");
        client.awaitLine("the key was replaced by a newer one", PATIENCE);
        Duration told = Duration.ofNanos(System.nanoTime() - began);

        assertThat(client.awaitExit(PATIENCE)).hasValue(3);
        assertThat(client.output()).contains("terratunnel login", ControlServer.ORIGIN);
        // One second, and what a busy machine needs for the form before and the line after it.
        assertThat(told).isLessThan(Duration.ofMillis(2_500));
        assertEquals(401, linkAnswer(server.visitor(), old));
        assertEquals(101, linkAnswer(server.visitor(), fresh));
    }

    @Test
    void disabledTunnelEndsItsClientAndComesBackEnabled() throws Exception {
        WebClient owner = owner();
        String key = owner.newKey("k");
        String tunnel = "/tunnels/" + owner.tunnelId();
        String host = owner.tunnelName() + "." + ControlServer.HOST;
        ProcessUnderTest client = server.readyClient(key);
        assertEquals(200, owner.sendTo(host, "GET", "/").status());

        owner.post(tunnel + "/disable", Map.of());

        client.awaitLine("the tunnel is disabled", PATIENCE);
        assertThat(client.awaitExit(PATIENCE)).hasValue(3);
        assertThat(owner.sendTo(host, "GET", "/").status()).isIn(404, 503);
        assertEquals(403, linkAnswer(server.visitor(), key));
        owner.post(tunnel + "/enable", Map.of());
        assertEquals(101, linkAnswer(server.visitor(), key));
    }

    @Test
    void deletedTunnelEndsItsClientAndIsNobodysAfterwards() throws Exception {
        WebClient owner = owner();
        String key = owner.newKey("k");
        String name = owner.tunnelName();
        ProcessUnderTest client = server.readyClient(key);

        owner.post("/tunnels/" + owner.tunnelId() + "/delete", Map.of());

        assertThat(client.awaitExit(PATIENCE)).as(client.output()).hasValue(3);
        assertEquals(404, owner.sendTo(name + "." + ControlServer.HOST, "GET", "/").status());
        assertEquals(401, whoAmI(server.visitor(), bearer(key)).status());
    }
}
