package io.terrateam.terratunnel.control.web.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONArrayUtils;
import com.nimbusds.jose.util.JSONObjectUtils;
import io.terrateam.terratunnel.control.ControlPlaneUnderTest;
import io.terrateam.terratunnel.control.TestBrowser;
import io.terrateam.terratunnel.control.apikey.IssuedKey;
import io.terrateam.terratunnel.control.apikey.KeyRequest;
import io.terrateam.terratunnel.control.apikey.Scope;
import io.terrateam.terratunnel.control.live.TunnelUse;
import io.terrateam.terratunnel.control.store.AuditRow;
import io.terrateam.terratunnel.control.store.EmptyDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The API of keys and tunnels, on whatever engine is under it.
abstract class KeyApiContract {
    @RegisterExtension final EmptyDatabase empty;
    private ControlPlaneUnderTest plane;
    private IssuedKey monas;

    KeyApiContract(EmptyDatabase empty) {
        this.empty = empty;
    }

    @BeforeEach
    void open() {
        plane = new ControlPlaneUnderTest(empty.location());
        monas = key("mona", KeyRequest.PLAIN.named("laptop"));
    }

    @AfterEach
    void close() {
        plane.close();
    }

    private IssuedKey key(String username, KeyRequest request) {
        return plane.keys()
                .rotate(plane.tunnelOf(username).tunnel().id(), request, plane.actor(username))
                .orElseThrow();
    }

    private TestBrowser.Page send(String method, String path, IssuedKey with) {
        return plane.browser()
                .send(method, path, "", "authorization", "Bearer " + with.text().reveal());
    }

    @Test
    void listHasAllKeysOfTheUserInTheShapeOfTheOriginal() throws Exception {
        IssuedKey newer = key("mona", KeyRequest.PLAIN);
        key("eve", KeyRequest.PLAIN);

        TestBrowser.Page page = send("GET", "/api/auth/keys", newer);

        assertThat(page.status()).isEqualTo(200);
        List<Object> keys = JSONArrayUtils.parse(page.text());
        assertThat(keys).hasSize(2);
        Map<?, ?> first = (Map<?, ?>) keys.getFirst();
        Map<?, ?> second = (Map<?, ?>) keys.getLast();
        assertThat(first.get("id")).isEqualTo(newer.row().id());
        assertThat(first.get("is_active")).isEqualTo(true);
        assertThat(first.get("scopes")).isEqualTo("tunnel:create,tunnel:read,tunnel:delete");
        assertThat(first.get("name")).isNull();
        assertThat(first.get("expires_at")).isNull();
        assertThat(first.get("created_at").toString())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d");
        assertThat(second.get("name")).isEqualTo("laptop");
        assertThat(second.get("is_active")).isEqualTo(false);
        assertThat(second.get("key_prefix")).isEqualTo(monas.row().prefix());
        assertThat(page.text()).doesNotContain(monas.text().reveal());
    }

    @Test
    void keyRevokesOthersOfItsUserButNeitherItselfNorStrangers() {
        IssuedKey eves = key("eve", KeyRequest.PLAIN);
        plane.tunnels()
                .create(plane.user("mona").id(), true, Optional.empty(), plane.actor("mona"));
        long second = plane.tunnels().list(plane.user("mona").id()).getLast().tunnel().id();
        IssuedKey other =
                plane.keys().rotate(second, KeyRequest.PLAIN, plane.actor("mona")).orElseThrow();

        assertDetail(revoke(monas, monas), 400, "Cannot revoke the API key currently in use");
        assertDetail(revoke(eves, monas), 404, "API key not found or not owned by user");
        assertDetail(
                send("DELETE", "/api/auth/keys/x", monas),
                404,
                "API key not found or not owned by user");
        assertThat(plane.keys().find(eves.row().id()).orElseThrow().active()).isTrue();

        TestBrowser.Page page = revoke(other, monas);

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.text()).isEqualTo("{\"message\":\"API key revoked successfully\"}");
        assertThat(plane.keys().find(other.row().id()).orElseThrow().active()).isFalse();
        AuditRow row = plane.database().audit().newest(1).getFirst();
        assertThat(row.eventType()).isEqualTo("key_revoked");
        assertThat(row.username()).isEqualTo("mona");
    }

    private TestBrowser.Page revoke(IssuedKey key, IssuedKey with) {
        return send("DELETE", "/api/auth/keys/" + key.row().id(), with);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/auth/keys, READ",
        "GET, /api/v1/tunnels, READ",
        "GET, /api/v1/tunnels/1, READ",
        "DELETE, /api/auth/keys/1, DELETE",
    })
    void keyNeedsTheScope(String method, String path, Scope needed) {
        Set<Scope> others =
                Set.copyOf(Scope.ALL.stream().filter(scope -> scope != needed).toList());
        IssuedKey lacking = key("mona", new KeyRequest(Optional.empty(), others, Optional.empty()));

        assertDetail(
                send(method, path, lacking), 403, "This API key lacks the scope " + needed.word());

        IssuedKey having =
                key("mona", new KeyRequest(Optional.empty(), Set.of(needed), Optional.empty()));
        assertThat(send(method, path, having).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 403, Not authenticated",
        "Basic eDp5, 403, Invalid authentication credentials",
        "Bearer nonsense, 401, Invalid or expired API key",
    })
    void withoutAGoodKeyNothingIsTold(String authorization, int status, String detail) {
        TestBrowser.Page page =
                authorization.isEmpty()
                        ? plane.browser().send("GET", "/api/auth/keys", "")
                        : plane.browser()
                                .send("GET", "/api/auth/keys", "", "authorization", authorization);

        assertDetail(page, status, detail);
    }

    @Test
    void keyThatHasEndedIsNone() {
        key("mona", KeyRequest.PLAIN);

        assertDetail(send("GET", "/api/auth/keys", monas), 401, "Invalid or expired API key");
    }

    @Test
    void tunnelsSayWhatIsGoingOn() throws Exception {
        String name = plane.tunnelOf("mona").tunnel().subdomain();
        plane.live.connect(name, "192.0.2.7", "http://<b>:3000", "agent/1");
        plane.live.used(
                name,
                new TunnelUse(
                        7,
                        1,
                        2,
                        List.of(
                                new TunnelUse.Request(
                                        ControlPlaneUnderTest.NOW,
                                        "POST",
                                        "/hook",
                                        0,
                                        "local-refused",
                                        Duration.ofMillis(3)))));

        TestBrowser.Page page = send("GET", "/api/v1/tunnels", monas);
        List<?> all = JSONObjectUtils.getJSONArray(JSONObjectUtils.parse(page.text()), "tunnels");
        Map<?, ?> tunnel = (Map<?, ?>) all.getFirst();

        assertThat(all).hasSize(1);
        assertThat(tunnel.get("name")).isEqualTo(name);
        assertThat(tunnel.get("url")).isEqualTo("https://" + name + ".tunnel.example.test");
        assertThat(tunnel.get("requests")).isEqualTo(7L);
        assertThat(tunnel.get("errors")).isEqualTo(1L);
        assertThat(tunnel.get("connections").toString())
                .contains("address=192.0.2.7")
                .contains("local_endpoint=http://<b>:3000");
        assertThat(page.text()).doesNotContain("<b>");
        assertThat(tunnel.get("recent_requests")).isNull();

        Map<String, Object> one =
                JSONObjectUtils.parse(
                        send("GET", "/api/v1/tunnels/" + tunnel.get("id"), monas).text());
        assertThat(one.get("recent_requests").toString())
                .contains("path=/hook")
                .contains("error=local-refused")
                .contains("status=null");
    }

    @Test
    void othersTunnelsAreNone() {
        long eves = plane.tunnelOf("eve").tunnel().id();

        assertThat(send("GET", "/api/v1/tunnels/" + eves, monas).status()).isEqualTo(404);
        assertThat(send("GET", "/api/v1/tunnels/999", monas).status()).isEqualTo(404);
        assertThat(send("GET", "/api/v1/tunnels", monas).text())
                .doesNotContain(plane.tunnelOf("eve").tunnel().subdomain());
    }

    private static void assertDetail(TestBrowser.Page page, int status, String detail) {
        assertThat(page.status()).isEqualTo(status);
        assertThat(page.text()).isEqualTo("{\"detail\":\"" + detail + "\"}");
    }
}
