package io.terrateam.terratunnel.control.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrowserCookieTest {
    private final BrowserCookie secure = new BrowserCookie("auth_token", true);
    private final BrowserCookie plain = new BrowserCookie("auth_token", false);

    @Test
    void overTlsNoOtherHostCanSetOrSeeIt() {
        assertThat(secure.set("x", Duration.ofHours(1)))
                .isEqualTo(
                        "__Host-auth_token=x; Max-Age=3600; Path=/; HttpOnly; SameSite=Lax; Secure");
        assertThat(secure.clear())
                .isEqualTo("__Host-auth_token=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure");
    }

    @Test
    void onPlainHttpItsNameIsBare() {
        assertThat(plain.set("x", Duration.ofHours(1)))
                .isEqualTo("auth_token=x; Max-Age=3600; Path=/; HttpOnly; SameSite=Lax");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "__Host-auth_token=a                                | a",
                "x=1; __Host-auth_token=a; y=2                      | a",
                "x=1;__Host-auth_token=a                            | a",
                "__Host-auth_token=a; __Host-auth_token=b           | -",
                "__Host-auth_token=a; __Host-auth_token=a           | -",
                "auth_token=planted                                 | -",
                "auth_token=planted; __Host-auth_token=a            | a",
                "__host-auth_token=planted                          | -",
                "__Host-auth_token                                  | -",
                "__Host-auth_token=                                 | -",
                "=__Host-auth_token=planted                         | -",
                "x__Host-auth_token=planted                         | -",
            })
    void onlyExactlyOneIsTaken(String field, String value) {
        assertThat(secure.read(List.of(field)).orElse(null)).isEqualTo(value);
    }

    @Test
    void severalFieldsCountAsOne() {
        assertThat(secure.read(Arrays.asList("__Host-auth_token=a", "__Host-auth_token=b")))
                .isEmpty();
        assertThat(secure.read(Arrays.asList("x=1", "__Host-auth_token=b"))).contains("b");
        assertThat(secure.read(List.of())).isEmpty();
    }

    @Test
    void prefixedOneIsNotTakenForTheBareOne() {
        assertThat(plain.read(List.of("__Host-auth_token=a"))).isEmpty();
        assertThat(plain.read(List.of("auth_token=a"))).contains("a");
    }
}
