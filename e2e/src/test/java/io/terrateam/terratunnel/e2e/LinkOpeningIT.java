package io.terrateam.terratunnel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.testkit.TunnelSystem;
import io.terrateam.terratunnel.testkit.agent.AgentSocket;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Who may open a link, and what those hear who may not (link-v2.md, "Opening").
class LinkOpeningIT {
    private static TunnelSystem tunnel;

    @BeforeAll
    static void start() throws IOException {
        tunnel =
                TunnelSystem.setup()
                        .serverVariable("REQUIRE_AUTH_FOR_TUNNELS", "true")
                        .withoutClient()
                        .start();
    }

    @AfterAll
    static void stop() {
        tunnel.close();
    }

    private static AgentSocket dial(String lines) throws IOException {
        return AgentSocket.dial(tunnel.port(), tunnel.domain(), AgentSocket.SUBPROTOCOL_V2 + lines);
    }

    private static void assertProblem(AgentSocket link, int status) {
        assertThat(link.answer().status()).isEqualTo(status);
        assertThat(link.answer().header("content-type").orElse(""))
                .startsWith("application/problem+json");
        assertThat(link.refusal()).contains("\"status\"").contains("\"title\"");
    }

    @Test
    void keyOpensItsTunnelAndNeedsNoResumeToken() throws IOException {
        String key = Keys.create(tunnel, "of-a-key");
        try (AgentSocket link = dial("Authorization: Bearer " + key + "\r\n")) {
            assertThat(link.answer().status()).isEqualTo(101);
            assertThat(link.answer().header("terratunnel-subdomain")).contains("of-a-key");
            assertThat(link.answer().header("terratunnel-url"))
                    .contains("http://of-a-key." + tunnel.domain());
            assertThat(link.answer().header("terratunnel-resume")).isEmpty();
        }
    }

    @Test
    void missingUnknownOrMistypedKeyIs401() throws IOException {
        for (String lines :
                new String[] {
                    "",
                    "Authorization: Bearer ttk_" + "b".repeat(36) + "\r\n",
                    "Authorization: Bearer nonsense\r\n",
                    "Authorization: Basic dTpw\r\n",
                    "Authorization: Bearer \r\n"
                }) {
            try (AgentSocket link = dial(lines)) {
                assertProblem(link, 401);
            }
        }
    }

    @Test
    void olderKeyOfATunnelEndsWhenANewOneIsMade() throws IOException {
        String older = Keys.create(tunnel, "rotated");
        String newer = Keys.create(tunnel, "rotated");
        try (AgentSocket refused = dial("Authorization: Bearer " + older + "\r\n");
                AgentSocket accepted = dial("Authorization: Bearer " + newer + "\r\n")) {
            assertProblem(refused, 401);
            assertThat(accepted.answer().status()).isEqualTo(101);
        }
    }

    @Test
    void keyIsNotTakenFromTheAddress() throws IOException {
        String key = Keys.create(tunnel, "not-in-a-query");
        try (AgentSocket link =
                AgentSocket.dial(
                        tunnel.port(),
                        tunnel.domain(),
                        AgentSocket.SUBPROTOCOL_V2,
                        "/ws?key=" + key)) {
            assertProblem(link, 401);
        }
    }

    @Test
    void guessingIsSlowedDown() throws IOException {
        try (TunnelSystem own =
                TunnelSystem.setup()
                        .serverVariable("REQUIRE_AUTH_FOR_TUNNELS", "true")
                        .withoutClient()
                        .start()) {
            int last = 0;
            String retryAfter = "";
            for (int i = 0; i < 40 && last != 429; i++) {
                String guess = "ttk_%036d".formatted(i);
                try (AgentSocket link =
                        AgentSocket.dial(
                                own.port(),
                                own.domain(),
                                AgentSocket.SUBPROTOCOL_V2
                                        + "Authorization: Bearer "
                                        + guess
                                        + "\r\n")) {
                    last = link.answer().status();
                    retryAfter = link.answer().header("retry-after").orElse("");
                }
            }
            assertThat(last).isEqualTo(429);
            assertThat(retryAfter).matches("\\d+");
        }
    }
}
