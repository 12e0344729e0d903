package io.terrateam.terratunnel.control.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RouteTableTest {
    private static final Handler NOTHING = call -> Answer.empty(204);

    private final RouteTable table =
            new RouteTable(
                    List.of(
                            route("GET", "/auth/{provider}"),
                            route("GET", "/auth/login"),
                            route("GET", "/"),
                            route("GET", "/tunnels/{tunnel_id}/keys/new"),
                            route("POST", "/tunnels/{tunnel_id}/keys/new"),
                            route("DELETE", "/keys/{key_id}")));

    private static Route route(String method, String path) {
        return Route.page(method, path, Access.OPEN, NOTHING);
    }

    @ParameterizedTest
    @CsvSource({
        "/, /",
        "/auth/login, /auth/login",
        "/auth/github, /auth/{provider}",
        "/auth/%6Cogin, /auth/login",
        "/tunnels/7/keys/new, /tunnels/{tunnel_id}/keys/new"
    })
    void pathLeadsToTheMostExactRoute(String path, String pattern) {
        assertThat(table.match("GET", path))
                .isInstanceOfSatisfying(
                        RouteTable.Match.Found.class,
                        found -> assertThat(found.route().path()).hasToString(pattern));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/auth",
                "/auth/",
                "/auth/github/",
                "//auth/login",
                "/AUTH/login",
                "/auth/a/b",
                "/auth/%zz",
                "/auth/%ff",
                "/auth/a%2",
                "*",
                "/tunnels/7//keys/new"
            })
    void otherPathsLeadNowhere(String path) {
        RouteTable.Match match = table.match("GET", path);
        if (path.equals("/auth/")) {
            // An empty segment is a value like any other; whoever uses it has to refuse it.
            assertThat(match).isInstanceOf(RouteTable.Match.Found.class);
        } else {
            assertThat(match).isInstanceOf(RouteTable.Match.NotFound.class);
        }
    }

    @Test
    void parameterIsOneSegmentDecodedOnce() {
        assertThat(table.match("GET", "/auth/a%2Fb"))
                .isInstanceOfSatisfying(
                        RouteTable.Match.Found.class,
                        found ->
                                assertThat(found.parameters())
                                        .isEqualTo(Map.of("provider", "a/b")));
        assertThat(table.match("GET", "/auth/%252F"))
                .isInstanceOfSatisfying(
                        RouteTable.Match.Found.class,
                        found ->
                                assertThat(found.parameters())
                                        .isEqualTo(Map.of("provider", "%2F")));
    }

    @Test
    void otherMethodIsToldWhichOnesThereAre() {
        assertThat(table.match("PUT", "/tunnels/7/keys/new"))
                .isInstanceOfSatisfying(
                        RouteTable.Match.WrongMethod.class,
                        wrong ->
                                assertThat(wrong.allowed()).containsExactly("GET", "HEAD", "POST"));
        assertThat(table.match("GET", "/keys/1"))
                .isInstanceOfSatisfying(
                        RouteTable.Match.WrongMethod.class,
                        wrong -> assertThat(wrong.allowed()).containsExactly("DELETE"));
        assertThat(table.match("PROPFIND", "/nowhere"))
                .isInstanceOf(RouteTable.Match.NotFound.class);
    }

    @Test
    void headIsServedByGet() {
        assertThat(table.match("HEAD", "/")).isInstanceOf(RouteTable.Match.Found.class);
    }

    @Test
    void twoRoutesForTheSameAreRefused() {
        List<Route> twice = List.of(route("GET", "/a"), route("GET", "/a"));

        assertThatThrownBy(() -> new RouteTable(twice)).hasMessage("GET /a: there twice");
    }
}
