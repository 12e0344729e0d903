package io.terrateam.terratunnel.control.login;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReturnPathTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/tunnels/new",
                "/tunnels/12/keys/new",
                "/audit?event=login&page=2",
                "/?tunnel_created=brave-amber-otter",
                "/auth/approve?client=cli&redirect_uri=http%3A%2F%2F127.0.0.1%3A1%2F",
                "/search?q=a%2F%2Fb"
            })
    void pagesOfThisServerAreKept(String path) {
        assertThat(ReturnPath.of(path)).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "//evil.example",
                "///evil.example",
                "////evil.example",
                "/\\evil.example",
                "\\\\evil.example",
                "\\/evil.example",
                "/\t/evil.example",
                "/\n/evil.example",
                "\t//evil.example",
                "/ /evil.example",
                "https://evil.example",
                "https:evil.example",
                "HTTPS://evil.example/",
                "http://tunnel.example.com.evil.example/",
                "javascript:alert(1)",
                "data:text/html,x",
                "evil.example",
                "@evil.example",
                ".evil.example",
                "?next=//evil.example",
                "#//evil.example",
                "/..//evil.example",
                "/.//evil.example",
                "/a/..//evil.example",
                "/./evil",
                "/../evil",
                "/a//b",
                "/%",
                "/a\u0000b",
                "/a\r\nSet-Cookie: x=1",
                "/\u2028/evil.example",
                "/ⓔvil",
                "/auth/github",
                "/auth/login",
                "/auth/logout",
                "/auth/github/callback?code=x",
                "/AUTH/logout",
                "/auth/approve/../logout"
            })
    void everythingElseLeadsHome(String path) {
        assertThat(ReturnPath.of(path)).isEqualTo("/");
    }

    @Test
    void fragmentsAndLongPathsAreNotKept() {
        assertThat(ReturnPath.of("/tunnels#x")).isEqualTo("/tunnels");
        assertThat(ReturnPath.of("/" + "a".repeat(5_000))).isEqualTo("/");
    }
}
