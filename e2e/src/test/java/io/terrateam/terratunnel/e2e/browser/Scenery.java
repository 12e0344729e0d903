package io.terrateam.terratunnel.e2e.browser;

import com.microsoft.playwright.Page;
import io.terrateam.terratunnel.e2e.control.ControlServer;
import io.terrateam.terratunnel.e2e.control.WebClient;
import io.terrateam.terratunnel.testkit.agent.RawAgent;
import io.terrateam.terratunnel.testkit.provider.ProviderAccount;
import io.terrateam.terratunnel.testkit.wire.Http2Wire;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A server with people and tunnels that are the same in every run, for pictures of its pages.
///
/// Owns: the server and the agents that are connected to it.
final class Scenery implements AutoCloseable {
    /// Who has a connected tunnel with requests.
    static final ProviderAccount MONA =
            new ProviderAccount(501, "mona", "Mona Santos", "mona@example.com");

    private static final ProviderAccount LENA =
            new ProviderAccount(502, "lena", "Lena Brandt", "lena@example.com");

    private record Visit(String method, String target, String status) {}

    private static final List<Visit> VISITS =
            List.of(
                    new Visit("GET", "/", "200"),
                    new Visit("GET", "/assets/shop.css", "200"),
                    new Visit("GET", "/orders/41", "404"),
                    new Visit("POST", "/webhooks/stripe", "500"),
                    new Visit("POST", "/webhooks/stripe", "200"),
                    new Visit("POST", "/webhooks/github", "202"));

    /// What differs from run to run, made alike: times, lengths of time, keys.
    private static final String MAKE_STEADY =
            """
            (() => {
              const set = (selector, texts) =>
                document.querySelectorAll(selector).forEach((it, i) => {
                  it.textContent = texts[Math.min(i, texts.length - 1)];
                });
              set('.facts time', ['2 h ago', '2 h ago']);
              set('.requests time', ['8 s ago', '21 s ago', '2 min ago', '4 min ago', '9 min ago', '15 min ago']);
              set('.requests td:nth-child(4)', ['38 ms', '214 ms', '52 ms', '7 ms', '5 ms', '12 ms']);
              set('[data-key=live] time', ['3 min ago', '2 h ago']);
              set('[data-key=recent] time', ['2 min ago', '3 min ago', '2 h ago', '5 h ago']);
              set('[aria-labelledby=keys-head] time', ['2 days ago', '2 h ago']);
              for (const it of document.querySelectorAll('.mono')) {
                if (it.textContent.startsWith('ttk_')) it.textContent = 'ttk_7Qh2…x4Bd';
              }
              document.activeElement?.blur();
            })()
            """;

    private final ControlServer server;
    private final List<RawAgent> agents = new ArrayList<>();

    private Scenery(ControlServer server) {
        this.server = server;
    }

    static Scenery start() throws Exception {
        Scenery scenery = new Scenery(ControlServer.start());
        boolean isComplete = false;
        try {
            scenery.fill();
            isComplete = true;
            return scenery;
        } finally {
            if (!isComplete) {
                scenery.close();
            }
        }
    }

    private void fill() throws Exception {
        WebClient mona = server.signedIn(MONA);
        String monas = own(mona, "merry-apricot-otter", "Shop");
        WebClient lena = server.signedIn(LENA);
        own(lena, "noble-cobalt-heron", "Docs preview");
        own(server.signedIn(ControlServer.ADMIN), "quiet-maple-finch", "Status page");
        connect(mona.newKey("laptop"), "203.0.113.7", "http://localhost:3000", VISITS);
        for (Visit visit : VISITS) {
            server.visitor()
                    .sendTo(monas + "." + ControlServer.HOST, visit.method(), visit.target());
        }
        try {
            connect("ttk_" + "0".repeat(36), "198.51.100.77", "http://localhost:9000", List.of());
            throw new AssertionError("a key that nobody has was let in");
        } catch (IOException e) {
            // Refused, as the administrators' page shows.
        }
        connect(lena.newKey("desktop"), "198.51.100.23", "http://localhost:4321", List.of());
    }

    private String own(WebClient owner, String name, String displayName) throws Exception {
        String id = owner.tunnelId();
        owner.post("/tunnels/" + id + "/rename", Map.of("name", displayName));
        String url = "jdbc:sqlite:" + server.database();
        try (Connection connection = DriverManager.getConnection(url);
                PreparedStatement statement =
                        connection.prepareStatement(
                                "UPDATE tunnels SET subdomain = ? WHERE id = ?")) {
            statement.setString(1, name);
            statement.setLong(2, Long.parseLong(id));
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return name;
    }

    private void connect(String key, String address, String endpoint, List<Visit> visits)
            throws IOException {
        RawAgent agent =
                RawAgent.ready(
                        server.port(),
                        ControlServer.HOST,
                        """
                        Authorization: Bearer %s\r
                        User-Agent: terratunnel/0.1.0\r
                        Terratunnel-Local-Endpoint: %s\r
                        X-Forwarded-For: %s\r
                        """
                                .formatted(key, endpoint, address));
        agents.add(agent);
        Http2Wire.Frame frame = agent.frames().read();
        while (frame.type() != Http2Wire.SETTINGS || !frame.has(Http2Wire.ACK)) {
            frame = agent.frames().read();
        }
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        for (Visit visit : visits) {
                            int stream = agent.awaitRequest().streamId();
                            agent.frames().sendHeaders(stream, true, ":status", visit.status());
                        }
                        agent.awaitRequest();
                    } catch (IOException e) {
                        // Closed: the pictures are taken.
                    }
                });
    }

    ControlServer server() {
        return server;
    }

    /// Makes what a page shows the same in every run.
    static void makeSteady(Page page) {
        page.evaluate(MAKE_STEADY);
    }

    @Override
    public void close() throws IOException {
        for (RawAgent agent : agents) {
            agent.close();
        }
        server.close();
    }
}
