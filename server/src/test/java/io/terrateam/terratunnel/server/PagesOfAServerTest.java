package io.terrateam.terratunnel.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.control.account.Accounts;
import io.terrateam.terratunnel.control.account.AdminNames;
import io.terrateam.terratunnel.control.account.Belongings;
import io.terrateam.terratunnel.control.account.Identity;
import io.terrateam.terratunnel.control.account.SignIn;
import io.terrateam.terratunnel.control.account.User;
import io.terrateam.terratunnel.control.audit.Actor;
import io.terrateam.terratunnel.control.audit.AuditLog;
import io.terrateam.terratunnel.control.session.SessionConfig;
import io.terrateam.terratunnel.control.session.Sessions;
import io.terrateam.terratunnel.control.store.Database;
import io.terrateam.terratunnel.edge.config.EdgeConfig;
import io.terrateam.terratunnel.protocol.http.Authority;
import io.terrateam.terratunnel.testkit.agent.RawAgent;
import io.terrateam.terratunnel.testkit.visitor.RawResponse;
import io.terrateam.terratunnel.testkit.visitor.RawVisitor;
import io.terrateam.terratunnel.testkit.wire.Http2Wire;
import io.terrateam.terratunnel.testkit.wire.WebSocketWire;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A whole server: what its pages show of real links and requests, and what becomes of a link when
/// somebody clicks.
@Timeout(60)
class PagesOfAServerTest {
    private static final Actor MONA =
            new Actor(Optional.empty(), "mona", "192.0.2.1", "Browser/1.0");
    private static final String NAME = "brave-amber-otter";
    private static final Pattern KEY = Pattern.compile("ttk_[0-9A-Za-z]{36}");
    private static final Pattern TOKEN = Pattern.compile("name=\"form_token\" value=\"([^\"]+)\"");

    @TempDir Path dir;

    private TerratunnelServer server;
    private Database database;
    private String cookie;
    private long tunnel;

    @BeforeEach
    void start() {
        Clock clock = Clock.systemUTC();
        Path file = dir.resolve("t.db");
        server =
                TerratunnelServer.start(
                        new ServerConfig(
                                EdgeConfig.forDomain(new Authority("localhost", -1)), file, true));
        database = Database.open(file, clock);
        AuditLog audit = new AuditLog(database, Runnable::run, clock);
        Accounts accounts = new Accounts(database, AdminNames.NONE, new OneTunnel(), audit, clock);
        Sessions sessions =
                new Sessions(
                        database,
                        accounts,
                        audit,
                        SessionConfig.DEFAULT,
                        URI.create("http://localhost"),
                        new Sessions.Tools(new SecureRandom(), clock));
        Identity identity =
                new Identity(
                        "github",
                        "1",
                        "mona",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        User mona = ((SignIn.Welcome) accounts.signIn(identity, MONA)).user();
        tunnel = database.tunnels().findOldestOf(mona.id()).orElseThrow().id();
        cookie = "auth_token=" + sessions.open(mona, MONA).token();
    }

    @AfterEach
    void stop() {
        database.close();
        server.close();
    }

    @Test
    void pageFollowsTheLinkOfAKeyThatItMade_andRotationEndsIt() throws Exception {
        assertThat(get("/").text()).contains("Not connected", "It has no key yet");
        String key = rotate();
        try (RawAgent agent = connect(key)) {
            assertThat(await("/live/home", "Connected from"))
                    .contains(">127.0.0.1<", "Requests</dt><dd class=\"num\">0<");

            try (RawVisitor visitor = RawVisitor.connect(server.port())) {
                visitor.get(NAME + ".localhost", "/hook?secret=1");
                int stream = agent.awaitRequest().streamId();
                agent.frames().sendHeaders(stream, true, ":status", "503");
                assertThat(visitor.read().status()).isEqualTo(503);
            }
            assertThat(await("/live/home", "/hook"))
                    .contains("Requests</dt><dd class=\"num\">1<")
                    .contains("Failed</dt><dd class=\"num\">1<", ">503<")
                    .doesNotContain("secret");

            rotate();
            assertThat(closeReason(agent)).contains("the key was replaced by a newer one");
        }
        assertThat(await("/live/home", "Not connected")).doesNotContain("Connected from");
    }

    /// Makes a key on its page, as a browser does.
    private String rotate() throws IOException {
        String form = get("/tunnels/" + tunnel + "/keys/new").text();
        Matcher token = TOKEN.matcher(form);
        assertThat(token.find()).isTrue();
        String body = "name=laptop&form_token=" + token.group(1);
        try (RawVisitor browser = RawVisitor.connect(server.port())) {
            browser.send(
                    String.join(
                            "\r\n",
                            "POST /tunnels/" + tunnel + "/keys/generate HTTP/1.1",
                            "Host: localhost",
                            "Cookie: " + cookie,
                            "Origin: http://localhost",
                            "Content-Type: application/x-www-form-urlencoded",
                            "Content-Length: " + body.length(),
                            "",
                            body));
            RawResponse made = browser.read();
            assertThat(made.status()).isEqualTo(200);
            Matcher key = KEY.matcher(made.text());
            assertThat(key.find()).isTrue();
            return key.group();
        }
    }

    private RawAgent connect(String key) throws IOException {
        RawAgent agent =
                RawAgent.ready(server.port(), "localhost", "Authorization: Bearer " + key + "\r\n");
        Http2Wire.Frame frame = agent.frames().read();
        while (frame.type() != Http2Wire.SETTINGS || !frame.has(Http2Wire.ACK)) {
            frame = agent.frames().read();
        }
        return agent;
    }

    private static String closeReason(RawAgent agent) throws IOException {
        WebSocketWire.Frame frame = agent.link().wire().read();
        while (frame.opcode() != WebSocketWire.CLOSE) {
            frame = agent.link().wire().read();
        }
        return frame.text().substring(2);
    }

    private RawResponse get(String path) throws IOException {
        try (RawVisitor browser = RawVisitor.connect(server.port())) {
            browser.send(
                    "GET "
                            + path
                            + " HTTP/1.1\r\nHost: localhost\r\nCookie: "
                            + cookie
                            + "\r\n\r\n");
            return browser.read();
        }
    }

    /// What a page says once it says `text`, as it does soon after something has happened.
    private String await(String path, String text) throws Exception {
        long deadline = System.nanoTime() + 10_000_000_000L;
        String page = get(path).text();
        while (!page.contains(text) && System.nanoTime() < deadline) {
            Thread.sleep(20);
            page = get(path).text();
        }
        assertThat(page).contains(text);
        return page;
    }

    /// Gives everybody the same name; there is only one here.
    private final class OneTunnel implements Belongings {
        @Override
        public void provideFor(User user, Actor by) {
            database.tunnels().create(user.id(), NAME);
        }

        @Override
        public void giveUp(User user, Actor by) {
            throw new UnsupportedOperationException("nobody is deleted here");
        }
    }
}
