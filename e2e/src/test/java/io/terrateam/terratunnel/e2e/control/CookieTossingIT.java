package io.terrateam.terratunnel.e2e.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.testkit.provider.ProviderAccount;
import io.terrateam.terratunnel.testkit.visitor.RawResponse;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Cookies between tunnels and the server's own pages, which are below one domain: local
/// applications neither set them for others nor see ours.
@ExtendWith(SharedControl.class)
class CookieTossingIT {
    private static ControlServer server;
    private static String host;
    private static WebClient owner;

    @BeforeAll
    static void start(ControlServer shared) throws Exception {
        server = shared;
        owner = server.signedIn(ProviderAccount.of(1_001, "octocat"));
        host = owner.tunnelName() + "." + ControlServer.HOST;
        server.readyClient(owner.newKey("k"));
    }

    private static List<String> setCookies(String... lines) throws Exception {
        server.origin()
                .script(
                        "/tossing",
                        (connection, head) -> {
                            connection.readBody(head);
                            StringBuilder answer =
                                    new StringBuilder("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n");
                            for (String line : lines) {
                                answer.append("Set-Cookie: ").append(line).append("\r\n");
                            }
                            connection.send(answer.append("\r\n").toString()).keep();
                        });
        RawResponse answer = server.visitor().sendTo(host, "GET", "/tossing");
        assertThat(answer.status()).isEqualTo(200);
        return answer.headers("set-cookie");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "auth_token=x; Domain=tunnel.example.com; Path=/",
                "auth_token=x; domain=.tunnel.example.com",
                "auth_token=x;Domain=example.com",
                "auth_token=x; DOMAIN = TUNNEL.EXAMPLE.COM ; Secure",
                "auth_token=x; Domain=tunnel.example.com.",
                "auth_token=x; Domain=com",
                "auth_token=x; Domain=\"tunnel.example.com\"",
                "a=b; Domain=app.tunnel.example.com; Domain=tunnel.example.com",
                "__Host-auth_token=x; Domain=tunnel.example.com; Path=/auth"
            })
    void localApplicationSetsNoCookieForAWiderDomain(String cookie) throws Exception {
        assertThat(setCookies(cookie, "fine=1; Path=/"))
                .noneMatch(line ->
                        line.matches("(?i).*domain\\s*=\\s*\"?\\.?(tunnel\\.)?(example\\.)?com.*"))
                .contains("fine=1; Path=/");
    }

    @Test
    void localApplicationSetsCookiesForItself() throws Exception {
        String own = "own=1; Domain=" + host;
        assertThat(setCookies("plain=1", own)).contains("plain=1", own);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mine=1; __Host-auth_token=secret; other=2",
                "__Host-auth_token=secret; mine=1; other=2",
                "mine=1; __Host-tt_login=secret; other=2",
                "mine=1;__Host-auth_token=secret;other=2",
                "mine=1; __Host-auth_token=\"secret\"; other=2"
            })
    void localApplicationDoesNotSeeOurCookies(String cookies) throws Exception {
        RawResponse answer = server.visitor().sendTo(host, "GET", "/echo", "Cookie: " + cookies);

        assertThat(answer.text()).contains("mine=1", "other=2").doesNotContain("secret");
    }

    @Test
    void localApplicationDoesNotSeeOurCookiesInFieldsOfTheirOwn() throws Exception {
        RawResponse answer =
                server.visitor()
                        .sendTo(
                                host,
                                "GET",
                                "/echo",
                                "Cookie: mine=1",
                                "Cookie: " + WebClient.SESSION + "=secret",
                                "Cookie: " + WebClient.LOGIN + "=secret; other=2");

        assertThat(answer.text()).contains("mine=1", "other=2").doesNotContain("secret");
    }
}
