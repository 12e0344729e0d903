package io.terrateam.terratunnel.control.session;

import static io.terrateam.terratunnel.control.AccountsUnderTest.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.terrateam.terratunnel.control.AccountsUnderTest;
import io.terrateam.terratunnel.control.account.User;
import io.terrateam.terratunnel.control.audit.Actor;
import io.terrateam.terratunnel.control.store.EmptyDatabase;
import io.terrateam.terratunnel.control.store.SessionRow;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Sessions on whatever engine is under them.
abstract class SessionsContract {
    private static final String KEY = "kT9vQ2mX7rB4nL8wZ1cY5hG3jF6dS0pA-uE_iO";
    private static final SessionConfig CONFIG =
            new SessionConfig(
                    Optional.of(SigningSecret.of(KEY, SigningAlgorithm.HS256)),
                    SigningAlgorithm.HS256,
                    Duration.ofDays(1),
                    Duration.ofHours(12));

    @RegisterExtension final EmptyDatabase empty;
    private AccountsUnderTest system;
    private Sessions sessions;
    private User alice;

    SessionsContract(EmptyDatabase empty) {
        this.empty = empty;
    }

    @BeforeEach
    void open() {
        system = new AccountsUnderTest(empty::open);
        sessions = system.sessions(CONFIG);
        alice = system.user(1, "alice");
    }

    @AfterEach
    void close() {
        system.close();
    }

    @Test
    void openSessionIsItsUsers() {
        Session session = valid(sessions.open(alice, STRANGER).token());

        assertThat(session.user()).isEqualTo(alice);
        assertThat(session.expiresAt())
                .isEqualTo(system.clock().instant().plus(Duration.ofDays(1)));
    }

    @Test
    void claimsAreThoseOfTheOriginalAndWhatMakesThemSafe() throws Exception {
        SignedJWT token = SignedJWT.parse(sessions.open(alice, STRANGER).token());

        assertThat(token.getHeader().toJSONObject())
                .isEqualTo(Map.of("alg", "HS256", "typ", "JWT"));
        assertThat(token.getJWTClaimsSet().getClaims().keySet())
                .containsExactlyInAnyOrder(
                        "sub", "provider", "username", "iat", "exp", "jti", "iss", "aud");
        assertThat(token.getJWTClaimsSet().getSubject()).isEqualTo(Long.toString(alice.id()));
    }

    @Test
    void everySignInHasAnIdOfItsOwn_andTheDatabaseDoesNotKnowIt() throws Exception {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 5; i++) {
            ids.add(
                    SignedJWT.parse(sessions.open(alice, STRANGER).token())
                            .getJWTClaimsSet()
                            .getJWTID());
        }

        assertThat(ids).hasSize(5);
        assertThat(system.database().sessions().listOf(alice.id()))
                .extracting(SessionRow::idHash)
                .doesNotContainAnyElementsOf(ids);
    }

    @Test
    void lifetimeIsAbsolute() {
        String token = sessions.open(alice, STRANGER).token();
        for (int hours = 0; hours < 23; hours++) {
            system.passes(Duration.ofHours(1));
            valid(token);
        }

        system.passes(Duration.ofHours(1));

        assertThat(sessions.check(token)).isInstanceOf(SessionCheck.Over.class);
    }

    @Test
    void unusedSessionEndsEarlier() {
        String token = sessions.open(alice, STRANGER).token();

        system.passes(Duration.ofHours(12).plusSeconds(1));

        assertThat(sessions.check(token)).isInstanceOf(SessionCheck.Over.class);
    }

    @Test
    void signingOutEndsOneSession_everywhereEndsAll() {
        String here = sessions.open(alice, STRANGER).token();
        String there = sessions.open(alice, STRANGER).token();
        User bob = system.user(2, "bob");
        String bobs = sessions.open(bob, STRANGER).token();
        Actor actor = new Actor(Optional.of(alice.id()), "alice", "", "");

        sessions.end(valid(here).id(), actor);
        assertThat(sessions.check(here)).isInstanceOf(SessionCheck.Over.class);
        valid(there);

        assertThat(sessions.endAllOf(alice, actor)).isEqualTo(1);
        assertThat(sessions.check(there)).isInstanceOf(SessionCheck.Over.class);
        valid(bobs);
        assertThat(system.audited()).filteredOn(line -> line.startsWith("logout")).hasSize(2);
    }

    @Test
    void sessionsOfAUserAreBounded_theOldestGoes() {
        String first = sessions.open(alice, STRANGER).token();
        for (int i = 0; i < Sessions.MAX_PER_USER; i++) {
            system.passes(Duration.ofSeconds(2));
            sessions.open(alice, STRANGER);
        }

        assertThat(sessions.check(first)).isInstanceOf(SessionCheck.Over.class);
        assertThat(system.database().sessions().listOf(alice.id())).hasSize(Sessions.MAX_PER_USER);
    }

    @Test
    void ownerSeesTheirSessions() {
        String here = sessions.open(alice, STRANGER).token();
        system.passes(Duration.ofMinutes(2));
        sessions.open(alice, new Actor(Optional.empty(), "", "198.51.100.1", "Phone"));

        assertThat(sessions.list(alice, valid(here).id()))
                .hasSize(2)
                .filteredOn(Sessions.Listed::isThis)
                .singleElement()
                .satisfies(listed -> assertThat(listed.row().userAgent()).isEqualTo("Browser/1.0"));
    }

    @Test
    void secretThatWasMadeIsKeptWithTheDatabase() {
        Sessions before = system.sessions(SessionConfig.DEFAULT);
        String token = before.open(alice, STRANGER).token();

        assertThat(system.sessions(SessionConfig.DEFAULT).check(token))
                .isInstanceOf(SessionCheck.Valid.class);
        assertThat(sessions.check(token))
                .as("another secret")
                .isInstanceOf(SessionCheck.Invalid.class);
    }

    @Test
    void tokensOfAnotherServerAreNone() {
        Sessions other = system.sessions(CONFIG, URI.create("https://other.example.com"));

        assertThat(sessions.check(other.open(alice, STRANGER).token()))
                .isInstanceOf(SessionCheck.Invalid.class);
    }

    @ParameterizedTest
    @MethodSource({"forgeries", "otherKeysAndHeaders", "wrongClaims"})
    void forgedTokensAreNone(String what, Forgery forgery) throws Exception {
        String real = sessions.open(alice, STRANGER).token();
        valid(real);

        assertThat(sessions.check(forgery.of(SignedJWT.parse(real))))
                .as(what)
                .isNotInstanceOf(SessionCheck.Valid.class);
    }

    interface Forgery {
        String of(SignedJWT real) throws Exception;
    }

    static Stream<Arguments> forgeries() {
        return Stream.of(
                forgery("nothing", real -> ""),
                forgery("dots", real -> ".."),
                forgery("noise", real -> "a.b.c"),
                forgery(
                        "alg none, no signature",
                        real ->
                                part("{\"alg\":\"none\",\"typ\":\"JWT\"}")
                                        + "."
                                        + payload(real)
                                        + "."),
                forgery(
                        "alg None, old signature",
                        real ->
                                part("{\"alg\":\"None\",\"typ\":\"JWT\"}")
                                        + "."
                                        + payload(real)
                                        + "."
                                        + real.getSignature()),
                forgery("signature cut", real -> withSignature(real, "")),
                forgery("signature of zeros", real -> withSignature(real, "A".repeat(43))),
                forgery(
                        "payload changed",
                        real ->
                                header(real)
                                        + "."
                                        + part(
                                                real.getJWTClaimsSet()
                                                        .toString()
                                                        .replace("alice", "admin"))
                                        + "."
                                        + real.getSignature()));
    }

    static Stream<Arguments> otherKeysAndHeaders() {
        return Stream.of(
                forgery(
                        "default secret of the original",
                        real ->
                                signed(
                                        real.getHeader(),
                                        real.getJWTClaimsSet(),
                                        "change-me-in-production-change-me-in-production")),
                forgery(
                        "other key",
                        real -> signed(real.getHeader(), real.getJWTClaimsSet(), KEY + "x")),
                forgery(
                        "HS512 with our key",
                        real ->
                                signed(
                                        new JWSHeader(JWSAlgorithm.HS512),
                                        real.getJWTClaimsSet(),
                                        KEY.repeat(2))),
                forgery(
                        "key id",
                        real -> signed(withKeyId("../../dev/null"), real.getJWTClaimsSet(), KEY)),
                forgery(
                        "key address",
                        real ->
                                signed(
                                        new JWSHeader.Builder(JWSAlgorithm.HS256)
                                                .type(JOSEObjectType.JWT)
                                                .jwkURL(URI.create("https://evil.example/jwks"))
                                                .build(),
                                        real.getJWTClaimsSet(),
                                        KEY)),
                forgery(
                        "other type",
                        real ->
                                signed(
                                        new JWSHeader.Builder(JWSAlgorithm.HS256)
                                                .type(new JOSEObjectType("at+jwt"))
                                                .build(),
                                        real.getJWTClaimsSet(),
                                        KEY)));
    }

    static Stream<Arguments> wrongClaims() {
        return Stream.of(
                claims("another audience", b -> b.audience("terratunnel-api")),
                claims(
                        "audience beside others",
                        b -> b.audience(List.of(SessionTokens.AUDIENCE, "x"))),
                claims("no audience", b -> b.audience((String) null)),
                claims("another issuer", b -> b.issuer("https://evil.example")),
                claims("no issuer", b -> b.issuer(null)),
                claims("no expiry", b -> b.expirationTime(null)),
                claims("expired", b -> b.expirationTime(Date.from(Instant.EPOCH))),
                claims("no issue time", b -> b.issueTime(null)),
                claims(
                        "issued tomorrow",
                        b -> b.issueTime(Date.from(Instant.parse("2026-11-24T12:00:00Z")))),
                claims("unknown id", b -> b.jwtID("A".repeat(43))),
                claims("no id", b -> b.jwtID(null)),
                claims("id of another form", b -> b.jwtID("' OR 1=1 --")),
                claims("another user", b -> b.subject("424242")),
                claims("no user", b -> b.subject(null)),
                claims("no number of a user", b -> b.subject("1 OR 1=1")));
    }

    private static Arguments forgery(String what, Forgery forgery) {
        return Arguments.of(what, forgery);
    }

    /// Signed with our own key, but saying something else.
    private static Arguments claims(String what, UnaryOperator<JWTClaimsSet.Builder> change) {
        return forgery(
                what,
                real ->
                        signed(
                                real.getHeader(),
                                change.apply(new JWTClaimsSet.Builder(real.getJWTClaimsSet()))
                                        .build(),
                                KEY));
    }

    @Test
    void forgeriesSucceedWithoutTheirChange() throws Exception {
        String real = sessions.open(alice, STRANGER).token();
        SignedJWT parsed = SignedJWT.parse(real);

        valid(signed(parsed.getHeader(), parsed.getJWTClaimsSet(), KEY));
    }

    @Test
    void longerHashesWork() {
        String key = KEY.repeat(2);
        Sessions strong =
                system.sessions(
                        new SessionConfig(
                                Optional.of(SigningSecret.of(key, SigningAlgorithm.HS512)),
                                SigningAlgorithm.HS512,
                                Duration.ofDays(1),
                                Duration.ofHours(12)));

        assertThat(strong.check(strong.open(alice, STRANGER).token()))
                .isInstanceOf(SessionCheck.Valid.class);
    }

    @Test
    void secretsDoNotPrint() {
        assertThat(CONFIG.toString()).doesNotContain(KEY);
        assertThat(valid(sessions.open(alice, STRANGER).token()).toString()).contains("[redacted]");
    }

    private Session valid(String token) {
        SessionCheck check = sessions.check(token);
        assertThat(check).isInstanceOf(SessionCheck.Valid.class);
        return ((SessionCheck.Valid) check).session();
    }

    private static String signed(JWSHeader header, JWTClaimsSet claims, String key)
            throws Exception {
        SignedJWT token = new SignedJWT(header, claims);
        token.sign(new MACSigner(key.getBytes(StandardCharsets.UTF_8)));
        return token.serialize();
    }

    private static JWSHeader withKeyId(String id) {
        return new JWSHeader.Builder(JWSAlgorithm.HS256).type(JOSEObjectType.JWT).keyID(id).build();
    }

    private static String header(SignedJWT token) {
        return token.getHeader().toBase64URL().toString();
    }

    private static String payload(SignedJWT token) {
        return token.getPayload().toBase64URL().toString();
    }

    private static String withSignature(SignedJWT token, String signature) {
        return header(token) + "." + payload(token) + "." + signature;
    }

    private static String part(String json) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
