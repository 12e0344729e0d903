package io.terrateam.terratunnel.server.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.control.OperatorKeys;
import io.terrateam.terratunnel.control.apikey.AttemptLimit;
import io.terrateam.terratunnel.control.apikey.KeyCheck;
import io.terrateam.terratunnel.control.apikey.KeyRequest;
import io.terrateam.terratunnel.control.apikey.KeyUse;
import io.terrateam.terratunnel.control.audit.BackgroundWriter;
import io.terrateam.terratunnel.control.reservation.AnonymousNames;
import io.terrateam.terratunnel.control.reservation.NameGenerator;
import io.terrateam.terratunnel.control.reservation.Names;
import io.terrateam.terratunnel.control.reservation.ResumeTokens;
import io.terrateam.terratunnel.control.store.Database;
import io.terrateam.terratunnel.edge.spi.LinkApplication;
import io.terrateam.terratunnel.edge.spi.LinkVerdict;
import io.terrateam.terratunnel.edge.spi.Secret;
import io.terrateam.terratunnel.protocol.TunnelName;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredLinkAuthenticatorTest {
    private static final Clock CLOCK =
            Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);

    @TempDir Path dir;

    private Database database;
    private BackgroundWriter writer;
    private final BlockingWork blocking = new BlockingWork();

    @BeforeEach
    void open() {
        database = Database.open(dir.resolve("t.db"), CLOCK);
        writer = BackgroundWriter.start(10, database::transaction);
    }

    @AfterEach
    void close() {
        blocking.close();
        writer.close();
        database.close();
    }

    @Test
    void withoutAKeyNobodyGetsInWhereOneIsNeeded() {
        assertThat(refused(authenticator(true), apply(null, null)).status()).isEqualTo(401);
    }

    @Test
    void keyGetsItsTunnelAndNoResumeToken() {
        String key = createKey("my-app");

        LinkVerdict.Accepted accepted = accepted(authenticator(true), apply(key, null));

        assertThat(accepted.name()).isEqualTo(new TunnelName("my-app"));
        assertThat(accepted.holder()).isEqualTo(new LinkVerdict.Holder.Owner(1, 1));
        assertThat(accepted.resumeToken()).isNull();
    }

    @Test
    void keyIsHonouredWhereNoneIsNeededAndABadOneRefused() {
        String key = createKey("my-app");

        assertThat(accepted(authenticator(false), apply(key, null)).name())
                .isEqualTo(new TunnelName("my-app"));
        assertThat(refused(authenticator(false), apply("wrong", null)).status()).isEqualTo(401);
    }

    @Test
    void mistypedKeyIsToldSo() {
        String key = createKey("my-app");
        String mistyped = key.substring(0, 39) + (key.endsWith("a") ? "b" : "a");

        LinkVerdict.Refused refused = refused(authenticator(true), apply(mistyped, null));

        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.title()).contains("mistyped");
    }

    @Test
    void disabledTunnelIsForbidden() {
        String key = createKey("my-app");
        database.tunnels().setActive(1, false);

        assertThat(refused(authenticator(true), apply(key, null)).status()).isEqualTo(403);
    }

    @Test
    void resumeTokenGetsTheNameBackEvenFromANewServer() {
        LinkVerdict.Accepted first = accepted(authenticator(false), apply(null, null));

        LinkVerdict.Accepted again =
                accepted(authenticator(false), apply(null, first.resumeToken().reveal()));

        assertThat(again.name()).isEqualTo(first.name());
        assertThat(again.holder()).isEqualTo(new LinkVerdict.Holder.Anonymous());
    }

    @Test
    void resumeTokenOfANameThatSomebodyOwnsByNowGetsAnother() {
        LinkVerdict.Accepted first = accepted(authenticator(false), apply(null, null));
        createKey(first.name().value());

        assertThat(accepted(authenticator(false), apply(null, first.resumeToken().reveal())).name())
                .isNotEqualTo(first.name());
    }

    @Test
    void forgedTokenGetsAnyOtherName() {
        createKey("victim-name-here");

        assertThat(
                        accepted(
                                        authenticator(false),
                                        apply(null, "v1.victim-name-here.99999999999.AAAA"))
                                .name())
                .isNotEqualTo(new TunnelName("victim-name-here"));
    }

    @Test
    void nameThatSomebodyMayComeBackToIsNotGivenAgain() {
        TunnelName first = accepted(authenticator(false), apply(null, null)).name();

        // The same seed would draw the same name again.
        assertThat(accepted(authenticator(false), apply(null, null)).name()).isNotEqualTo(first);
    }

    @Test
    void newNamesForAnAddressAreLimitedButNotComingBack() {
        StoredLinkAuthenticator authenticator = authenticator(false);
        InetAddress peer = InetAddress.ofLiteral("192.0.2.1");
        LinkVerdict.Accepted first = accepted(authenticator, applyFrom(peer, null));
        for (int i = 1; i < 60; i++) {
            accepted(authenticator, applyFrom(peer, null));
        }

        assertThat(refused(authenticator, applyFrom(peer, null)).status()).isEqualTo(429);
        assertThat(accepted(authenticator, applyFrom(peer, first.resumeToken().reveal())).name())
                .isEqualTo(first.name());
        assertThat(
                        accepted(authenticator, applyFrom(InetAddress.ofLiteral("192.0.2.2"), null))
                                .name())
                .isNotNull();
    }

    @Test
    void whoeverHasAReplacedKeyIsToldWhenByWhomAndWhatToDo() {
        String key = createKey("my-app");
        createKey("my-app");

        LinkVerdict.Refused refused = refused(authenticator(true), apply(key, null));

        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.title())
                .isEqualTo(
                        "the key was replaced by a newer one at 2026-11-23 12:00 UTC (operator)");
        assertThat(refused.advice())
                .contains("terratunnel login")
                .contains("https://tunnel.example.com");
    }

    @Test
    void twentyBadKeysAreEnoughForAMinute() {
        StoredLinkAuthenticator authenticator = authenticator(true);
        for (int i = 0; i < 20; i++) {
            assertThat(refused(authenticator, apply("wrong" + i, null)).status()).isEqualTo(401);
        }

        LinkVerdict.Refused refused = refused(authenticator, apply("wrong", null));

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.retryAfterSeconds()).contains(60);
    }

    private StoredLinkAuthenticator authenticator(boolean isKeyRequired) {
        byte[] secret = database.secrets().findOrCreate("resume-token", () -> new byte[32]);
        Names names = new Names(database, new NameGenerator(new Random(1)), name -> false, CLOCK);
        AnonymousNames anonymous =
                new AnonymousNames(database, names, new ResumeTokens(secret, CLOCK), CLOCK);
        return new StoredLinkAuthenticator(
                new KeyCheck(database, new KeyUse(database, writer, CLOCK), CLOCK),
                new KeyAnswers(URI.create("https://tunnel.example.com"), true),
                new StoredLinkAuthenticator.Limits(
                        new AttemptLimit(20, CLOCK), new AttemptLimit(60, CLOCK)),
                isKeyRequired ? Optional.empty() : Optional.of(anonymous),
                blocking);
    }

    private String createKey(String tunnel) {
        return OperatorKeys.of(database, CLOCK)
                .create(new TunnelName(tunnel), KeyRequest.PLAIN, true)
                .text()
                .reveal();
    }

    private static LinkVerdict.Accepted accepted(
            StoredLinkAuthenticator authenticator, LinkApplication application) {
        return (LinkVerdict.Accepted)
                authenticator.authenticate(application).toCompletableFuture().join();
    }

    private static LinkVerdict.Refused refused(
            StoredLinkAuthenticator authenticator, LinkApplication application) {
        return (LinkVerdict.Refused)
                authenticator.authenticate(application).toCompletableFuture().join();
    }

    private static LinkApplication apply(String key, String resumeToken) {
        return apply(key, resumeToken, InetAddress.getLoopbackAddress());
    }

    private static LinkApplication applyFrom(InetAddress peer, String resumeToken) {
        return apply(null, resumeToken, peer);
    }

    private static LinkApplication apply(String key, String resumeToken, InetAddress peer) {
        return new LinkApplication(
                key == null ? null : new Secret(key),
                resumeToken == null ? null : new Secret(resumeToken),
                "http://localhost:3000",
                "test",
                peer);
    }
}
