package io.terrateam.terratunnel.control.login.handover;

import static io.terrateam.terratunnel.control.AccountsUnderTest.PUBLIC_URL;
import static io.terrateam.terratunnel.control.AccountsUnderTest.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import io.terrateam.terratunnel.control.AccountsUnderTest;
import io.terrateam.terratunnel.control.account.User;
import io.terrateam.terratunnel.control.apikey.KeyText;
import io.terrateam.terratunnel.control.audit.Actor;
import io.terrateam.terratunnel.control.login.Origin;
import io.terrateam.terratunnel.control.login.RedirectRules;
import io.terrateam.terratunnel.control.login.ReturnPath;
import io.terrateam.terratunnel.control.reservation.TunnelUrls;
import io.terrateam.terratunnel.control.store.ApiKeyRow;
import io.terrateam.terratunnel.control.store.EmptyDatabase;
import io.terrateam.terratunnel.testkit.provider.Form;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Programs that get keys, on whatever engine is under them.
abstract class HandoverContract {
    private static final String BACK = "http://127.0.0.1:50000/callback";

    private final CodeVerifier verifier = new CodeVerifier();
    private final HandoverRequests requests =
            new HandoverRequests(
                    new RedirectRules(
                            List.of(Origin.parse("https://setup.example.com").orElseThrow())));

    @RegisterExtension final EmptyDatabase empty;
    private AccountsUnderTest system;
    private HandoverCodes codes;
    private Handover handover;
    private User alice;
    private long tunnel;

    HandoverContract(EmptyDatabase empty) {
        this.empty = empty;
    }

    @BeforeEach
    void open() {
        system = new AccountsUnderTest(empty::open);
        codes = new HandoverCodes(system.database(), new SecureRandom(), system.clock());
        handover =
                new Handover(
                        codes,
                        system.accounts(),
                        system.tunnels(),
                        system.keys(),
                        new TunnelUrls("https", "tunnel.example.com"),
                        PUBLIC_URL);
        alice = system.user(1, "alice");
        tunnel = system.database().tunnels().listOf(alice.id()).getFirst().tunnel().id();
    }

    @AfterEach
    void close() {
        system.close();
    }

    @Test
    void commandLineGetsACode_andTheKeyForIt() {
        Map<String, String> answer = agree(cli());

        assertThat(answer).containsOnlyKeys("code", "iss", "state");
        assertThat(answer).containsEntry("state", "s").containsEntry("iss", PUBLIC_URL.toString());
        assertThat(activeKeys()).as("not before the program comes").isEmpty();

        Handover.Handed handed = redeem(answer.get("code")).orElseThrow();
        assertThat(handed.user()).isEqualTo(alice);
        assertThat(handed.tunnel().tunnel().id()).isEqualTo(tunnel);
        assertThat(activeKeys()).hasSize(1);
        assertThat(activeKeys().getFirst().name()).isEqualTo("terratunnel login on laptop");
        assertThat(KeyText.of(handed.key().text().reveal()).hash())
                .isEqualTo(handed.key().text().hash());
    }

    @Test
    void codeIsGoodOnce() {
        String code = agree(cli()).get("code");

        assertThat(redeem(code)).isPresent();
        assertThat(redeem(code)).isEmpty();
    }

    @Test
    void codeIsGoodForAMinute() {
        String inTime = agree(cli()).get("code");
        String late = agree(cli()).get("code");

        system.passes(Duration.ofSeconds(59));
        assertThat(redeem(inTime)).isPresent();
        system.passes(Duration.ofSeconds(1));
        assertThat(redeem(late)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "é"})
    void codeIsWorthNothingWithoutItsSecretHalf_andGoneAfterTheTry(String guess) {
        String code = agree(cli()).get("code");

        assertThat(handover.redeem(code, guess, BACK, STRANGER)).isEmpty();
        assertThat(redeem(code)).isEmpty();
        assertThat(activeKeys()).isEmpty();
    }

    @Test
    void codeIsBoundToItsWayBack() {
        String code = agree(cli()).get("code");

        assertThat(
                        handover.redeem(
                                code,
                                verifier.getValue(),
                                "http://127.0.0.1:50001/callback",
                                STRANGER))
                .isEmpty();
    }

    @Test
    void challengeItselfIsNoVerifier() {
        String code = agree(cli()).get("code");

        assertThat(handover.redeem(code, challenge(), BACK, STRANGER)).isEmpty();
    }

    @Test
    void disabledUserGetsNothing() {
        String code = agree(cli()).get("code");
        system.accounts().setActive(alice.id(), false, new Actor(Optional.of(99L), "root", "", ""));

        assertThat(redeem(code)).isEmpty();
    }

    @Test
    void nobodyAgreesForTunnelsOfOthers() {
        User bob = system.user(2, "bob");

        assertThat(handover.agree(request(cli()), bob, tunnel, STRANGER)).isEmpty();
        assertThat(handover.agree(request(cli()), alice, 4_711, STRANGER)).isEmpty();
    }

    @Test
    void setUpWizardReadsTheNamesThatItKnows() {
        Map<String, String> answer = agree(wizard());

        assertThat(answer)
                .containsOnlyKeys(
                        "access_token",
                        "user_login",
                        "user_id",
                        "tunnel_id",
                        "tunnel_url",
                        "api_key",
                        "state")
                .containsEntry("user_login", "alice")
                .containsEntry("user_id", "1")
                .containsEntry("tunnel_id", "tunnel-" + alice.id())
                .containsEntry("tunnel_url", "https://tunnel-" + alice.id() + ".tunnel.example.com")
                .containsEntry("state", "w");
        assertThat(activeKeys())
                .singleElement()
                .extracting(ApiKeyRow::id)
                .isEqualTo(
                        system.database()
                                .apiKeys()
                                .findByHash(KeyText.of(answer.get("api_key")).hash())
                                .orElseThrow()
                                .id());
    }

    @Test
    void whatTheWizardTakesForATokenIsACodeOfOurs_goodOnce() {
        String token = agree(wizard()).get("access_token");

        assertThat(codes.redeemForKey(token, verifier.getValue(), "")).isEmpty();
        token = agree(wizard()).get("access_token");
        assertThat(codes.redeemForIdentity(token)).contains(alice.id());
        assertThat(codes.redeemForIdentity(token)).isEmpty();
    }

    @Test
    void codesForKeysAreNoIdentities() {
        assertThat(codes.redeemForIdentity(agree(cli()).get("code"))).isEmpty();
    }

    @Test
    void wizardWithPkceGetsACodeToo() {
        Map<String, String> fields = wizard();
        fields.put("code_challenge", challenge());
        fields.put("code_challenge_method", "S256");

        assertThat(agree(fields)).containsOnlyKeys("code", "iss", "state");
    }

    @Test
    void whoDeclinesIsSaidSo() {
        assertThat(handover.decline(request(wizard())).toString())
                .isEqualTo(
                        "http://localhost:3000/probot/oauth-callback?error=access_denied"
                                + "&error_description=The+user+did+not+agree.&state=w");
    }

    @ParameterizedTest
    @CsvSource({
        "cli,   redirect_uri,          https://evil.example/",
        "cli,   redirect_uri,          https://setup.example.com/cb",
        "cli,   redirect_uri,          ''",
        "cli,   code_challenge,        short",
        "cli,   code_challenge_method, plain",
        "setup, redirect_uri,          https://evil.example/",
        "setup, redirect_uri,          //localhost/",
    })
    void requestsThatMayNotBeGranted_areRefused(String client, String name, String value) {
        Map<String, String> fields = client.equals("cli") ? cli() : wizard();
        fields.put(name, value);

        assertThatThrownBy(() -> request(fields)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"redirect_uri", "code_challenge", "code_challenge_method"})
    void commandLineHasToSay(String name) {
        Map<String, String> fields = cli();
        fields.remove(name);

        assertThatThrownBy(() -> request(fields)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void requestSurvivesItsWayThroughThePageAndTheLogin() {
        HandoverRequest request = request(cli());
        String page = HandoverRequests.page(request);

        assertThat(ReturnPath.of(page)).isEqualTo(page);
        Map<String, String> query = Form.parse(URI.create(page).getRawQuery());
        assertThat(request(query)).isEqualTo(request);
    }

    @Test
    void nameIsMadeHarmless() {
        Map<String, String> fields = cli();
        fields.put("name", "lap\u202etop\r\n" + "x".repeat(200));

        assertThat(request(fields).name()).hasSizeLessThanOrEqualTo(60).startsWith("laptopx");
        assertThat(agree(fields)).containsKey("code");
    }

    private Map<String, String> cli() {
        return new HashMap<>(
                Map.of(
                        "client", "cli",
                        "redirect_uri", BACK,
                        "state", "s",
                        "code_challenge", challenge(),
                        "code_challenge_method", "S256",
                        "name", "laptop"));
    }

    private Map<String, String> wizard() {
        return new HashMap<>(
                Map.of(
                        "client", "setup",
                        "redirect_uri", "http://localhost:3000/probot/oauth-callback",
                        "state", "w"));
    }

    private String challenge() {
        return CodeChallenge.compute(CodeChallengeMethod.S256, verifier).getValue();
    }

    private HandoverRequest request(Map<String, String> fields) {
        return requests.read(name -> Optional.ofNullable(fields.get(name)));
    }

    private Map<String, String> agree(Map<String, String> fields) {
        URI uri = handover.agree(request(fields), alice, tunnel, STRANGER).orElseThrow();
        return Form.parse(uri.getRawQuery());
    }

    private Optional<Handover.Handed> redeem(String code) {
        return handover.redeem(code, verifier.getValue(), BACK, STRANGER);
    }

    private List<ApiKeyRow> activeKeys() {
        return system.database().apiKeys().listOfTunnel(tunnel).stream()
                .filter(ApiKeyRow::active)
                .toList();
    }
}
