package io.terrateam.terratunnel.control.web.login;

import static io.terrateam.terratunnel.control.AccountsUnderTest.PUBLIC_URL;
import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.control.LoginUnderTest;
import io.terrateam.terratunnel.control.store.EmptyDatabase;
import io.terrateam.terratunnel.control.web.login.PageBrowser.Reply;
import io.terrateam.terratunnel.testkit.provider.ProviderAccount;
import io.terrateam.terratunnel.testkit.provider.ProviderMood;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Routes of tokens, on whatever engine is under them.
abstract class TokenRoutesContract {
    private static final ProviderAccount ALICE = ProviderAccount.of(7, "alice");

    @RegisterExtension final EmptyDatabase empty;
    private LoginUnderTest system;

    TokenRoutesContract(EmptyDatabase empty) {
        this.empty = empty;
    }

    @BeforeEach
    void open() {
        system = new LoginUnderTest(empty.location(), true);
    }

    @AfterEach
    void close() {
        system.close();
    }

    @Test
    void answerHasTheShapeOfTheOriginal() {
        Reply reply =
                exchange(
                        "{\"github_token\":\"%s\",\"user\":{\"login\":\"evil\"},\"other\":1}"
                                .formatted(system.provider().tokenOf(ALICE)));

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body())
                .matches(
                        "\\{\"api_key\":\"ttk_[0-9A-Za-z]{36}\",\"api_key_prefix\":\"ttk_....\","
                                + "\"user_id\":[0-9]+,\"username\":\"alice\",\"expires_at\":null,"
                                + "\"tunnel_url\":\"[a-z0-9-]+\\.tunnel\\.example\\.com\"}");
        assertThat(reply.value("Cache-Control")).contains("no-store");
    }

    @Test
    void tokensOfGitLabAreTakenToo() {
        assertThat(
                        exchange(
                                        "{\"gitlab_token\":\"%s\",\"api_key_name\":\"ci\"}"
                                                .formatted(system.provider().tokenOf(ALICE)))
                                .status())
                .isEqualTo(200);
        assertThat(system.accounts().database().apiKeys().list().getFirst().name()).isEqualTo("ci");
    }

    @Test
    void tokensOfOthersAreInvalid() {
        Reply foreign =
                exchange(
                        "{\"github_token\":\"%s\"}"
                                .formatted(system.provider().foreignTokenOf(ALICE)));

        assertThat(foreign.status()).isEqualTo(401);
        assertThat(foreign.body()).isEqualTo("{\"detail\":\"Invalid GitHub token\"}");
        assertThat(exchange("{\"gitlab_token\":\"nobody\"}").body())
                .isEqualTo("{\"detail\":\"Invalid GitLab token\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "null",
                "github_token=x",
                "{\"github_token\":5}",
                "{\"github_token\":\"\"}",
                "{\"github_token\":null}",
                "{\"github_token\":[\"x\"]}",
                "{\"github_token\":\"a\",\"gitlab_token\":\"b\"}",
                "{\"github_token\":\"a\",\"api_key_name\":\"two\\nlines\"}"
            })
    void bodiesThatSayNothingUseful_are422InTheFormOfTheOriginal(String body) {
        Reply reply = exchange(body);

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.body())
                .startsWith("{\"detail\":[{\"loc\":[\"body\",\"")
                .contains("\"msg\":", "\"type\":");
    }

    @Test
    void deepJsonIsNoHarm() {
        assertThat(exchange("[".repeat(100_000)).status()).isEqualTo(422);
        assertThat(exchange("{\"a\":".repeat(20_000)).status()).isEqualTo(422);
    }

    @Test
    void providerInTroubleIsSaidSo() {
        String body = "{\"github_token\":\"%s\"}".formatted(system.provider().tokenOf(ALICE));
        system.provider().mood(ProviderMood.BROKEN);
        Reply broken = exchange(body);
        assertThat(broken.status()).isEqualTo(400);
        assertThat(broken.body())
                .isEqualTo("{\"detail\":\"Failed to validate GitHub token: 500\"}");

        system.provider().close();
        Reply gone = exchange(body);
        assertThat(gone.status()).isEqualTo(502);
        assertThat(gone.body()).isEqualTo("{\"detail\":\"Failed to connect to GitHub\"}");
    }

    @Test
    void anAddressTriesTenTimesAMinute() {
        for (int i = 0; i < 10; i++) {
            assertThat(exchange("{\"github_token\":\"guess\"}").status()).isEqualTo(401);
        }

        Reply refused = exchange("{\"github_token\":\"guess\"}");

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.value("Retry-After")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "grant_type=password",
                "grant_type=authorization_code",
                "grant_type=authorization_code&code=x",
                "grant_type=authorization_code&code=x&code_verifier=y",
                "grant_type=authorization_code&code=x&code_verifier=y&redirect_uri=z"
            })
    void codesThatAreNoneAre400(String form) {
        assertThat(
                        browser()
                                .send(
                                        "POST",
                                        "/api/auth/token",
                                        "application/x-www-form-urlencoded",
                                        form)
                                .status())
                .isEqualTo(400);
    }

    private Reply exchange(String body) {
        return browser().postJson("/api/auth/exchange", body);
    }

    private PageBrowser browser() {
        return new PageBrowser(system.application(), PUBLIC_URL.toString());
    }
}
