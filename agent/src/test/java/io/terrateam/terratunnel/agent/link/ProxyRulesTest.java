package io.terrateam.terratunnel.agent.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProxyRulesTest {

    @Test
    void lowerCaseGoesFirstAndAllStandsIn() {
        ProxyRules rules =
                ProxyRules.of(
                        Map.of(
                                "HTTPS_PROXY", "http://upper:1",
                                "https_proxy", "http://lower:2",
                                "ALL_PROXY", "socks5://all"));

        assertThat(rules.proxyFor(true, "example.org", 443))
                .hasToString("Optional[http://lower:2]");
        assertThat(rules.proxyFor(false, "example.org", 80))
                .hasToString("Optional[socks5://all:1080]");
    }

    @Test
    void loginIsDecodedAndNeverPrinted() {
        ProxyRules rules = ProxyRules.of(Map.of("HTTPS_PROXY", "http://me:p%40ss+@proxy:3128"));

        ProxyRules.Proxy proxy = rules.proxyFor(true, "example.org", 443).orElseThrow();

        assertThat(proxy.user()).isEqualTo("me");
        assertThat(proxy.password()).isEqualTo("p@ss+");
        assertThat(rules.toString()).doesNotContain("p@ss");
    }

    @ParameterizedTest
    @CsvSource({
        "example.org, example.org, 443, true",
        "example.org, a.example.org, 443, true",
        ".example.org, a.example.org, 443, true",
        "*.example.org, a.example.org, 443, true",
        "example.org, notexample.org, 443, false",
        "example.org:443, example.org, 443, true",
        "example.org:444, example.org, 443, false",
        "'one, Example.ORG', example.org, 443, true",
        "*, whatever, 1, true",
        "'', localhost, 80, true",
        "'', x.localhost, 80, true",
        "'', 127.0.0.1, 80, true",
        "10.0.0.1, 10.0.0.1, 80, true",
        "10.0.0.1, 10.0.0.2, 80, false"
    })
    void exceptionsAreReachedDirectly(String noProxy, String host, int port, boolean direct) {
        ProxyRules rules = ProxyRules.of(Map.of("HTTPS_PROXY", "proxy:3128", "NO_PROXY", noProxy));

        assertThat(rules.proxyFor(true, host, port).isEmpty()).isEqualTo(direct);
    }

    @Test
    void unreadableProxyIsRefusedByItsName() {
        assertThatThrownBy(() -> ProxyRules.of(Map.of("HTTPS_PROXY", "ftp://x")))
                .hasMessageContaining("HTTPS_PROXY");
    }

    @Test
    void emptyEnvironmentHasNoProxy() {
        assertThat(ProxyRules.of(Map.of())).isEqualTo(ProxyRules.NONE);
    }
}
