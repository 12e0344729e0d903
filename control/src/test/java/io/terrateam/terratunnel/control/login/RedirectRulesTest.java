package io.terrateam.terratunnel.control.login;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectRulesTest {
    private final RedirectRules rules =
            new RedirectRules(
                    List.of(
                            Origin.parse("https://setup.example.com").orElseThrow(),
                            Origin.parse("http://10.0.0.1:3000").orElseThrow()));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost:3000/probot/oauth-callback",
                "http://LOCALHOST:3000/",
                "http://127.0.0.1:3001/callback",
                "http://[::1]:3001/callback",
                "https://localhost/",
                "https://setup.example.com/cb",
                "https://setup.example.com:443/cb?step=2",
                "http://10.0.0.1:3000/x"
            })
    void programsOnOnesMachineAndAllowedOnesGetTheBrowserBack(String uri) {
        assertThat(rules.caller(uri, Optional.of("s")).orElseThrow().redirectUri())
                .isEqualTo(URI.create(uri));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "callback",
                "//localhost/",
                "https://evil.example/",
                "https://setup.example.com.evil.example/",
                "https://evil.example/setup.example.com",
                "https://evil.example?https://setup.example.com",
                "https://evil.example#https://setup.example.com",
                "https://setup.example.com@evil.example/",
                "https://setup.example.com:x@evil.example/",
                "https://setup.example.com%2f@evil.example/",
                "https://setup.example.com\\@evil.example/",
                "https://setup.example.com\\.evil.example/",
                "http://setup.example.com/",
                "https://setup.example.com:8443/",
                "https://sub.setup.example.com/",
                "https://setup.example.com./",
                "https://setup_example.com/",
                "http://localhost.evil.example/",
                "http://localhost@evil.example/",
                "http://localhost:80@evil.example/",
                "http://127.0.0.1.evil.example/",
                "http://127.0.0.1@evil.example/",
                "http://127.0.0.1\\@evil.example/",
                "http://127.0.0.1#@evil.example/",
                "http://127.1/",
                "http://2130706433/",
                "http://0x7f.0.0.1/",
                "http://0177.0.0.1/",
                "http://0.0.0.0:3000/",
                "http://[::]/",
                "http://[::ffff:127.0.0.1]/",
                "http://[::1].evil.example/",
                "http://10.0.0.1/",
                "http://10.0.0.1:3001/",
                "http:localhost/",
                "http:/localhost/",
                "http:///localhost/",
                "javascript://localhost/%0aalert(1)",
                "data:text/html,localhost",
                "file://localhost/etc/passwd",
                "ftp://localhost/",
                "custom-scheme://localhost/",
                "http://localhost /",
                " http://localhost/",
                "http://localhost/\r\nSet-Cookie: a=b",
                "http://localhost\u0000.evil.example/",
                "http://ⓛocalhost/",
                "http://localhost。evil.example/",
                "http://localhost:99999/",
                "http://localhost:-1/",
                "http://localhost:abc/",
                "http://%6cocalhost/",
                "http://*/",
                "null"
            })
    void nobodyElseDoes(String uri) {
        assertThat(rules.caller(uri, Optional.empty())).isEmpty();
    }

    @Test
    void nothingIsAllowedUnlessConfigured() {
        RedirectRules usual = new RedirectRules(List.of());

        assertThat(usual.caller("https://setup.example.com/cb", Optional.empty())).isEmpty();
        assertThat(usual.caller("http://localhost:3000/cb", Optional.empty())).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:50000/cb, true",
        "http://[::1]:50000/cb,     true",
        "https://127.0.0.1/cb,      false",
        "https://setup.example.com/cb, false",
        "http://10.0.0.1:3000/cb,   false",
    })
    void commandLinesAreOnOnesOwnMachine(String uri, boolean isFine) {
        assertThat(RedirectRules.localCaller(uri, Optional.empty()).isPresent()).isEqualTo(isFine);
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost/cb,        http://localhost/cb?code=a+b%26c&state=s%3D1",
        "http://localhost/cb?,       http://localhost/cb?code=a+b%26c&state=s%3D1",
        "http://localhost/cb?x=1,    http://localhost/cb?x=1&code=a+b%26c&state=s%3D1",
        "http://localhost/cb?x=1&,   http://localhost/cb?x=1&code=a+b%26c&state=s%3D1",
        "http://localhost,           http://localhost?code=a+b%26c&state=s%3D1",
    })
    void answersAreAppendedToWhatIsThere(String uri, String answered) {
        Caller caller = rules.caller(uri, Optional.of("s=1")).orElseThrow();

        assertThat(caller.with(Map.of("code", "a b&c"))).hasToString(answered);
    }

    @Test
    void longAddressesAndStatesAreRefused() {
        assertThat(rules.caller("http://localhost/" + "a".repeat(3_000), Optional.empty()))
                .isEmpty();
        assertThat(rules.caller("http://localhost/", Optional.of("a".repeat(2_000)))).isEmpty();
    }
}
