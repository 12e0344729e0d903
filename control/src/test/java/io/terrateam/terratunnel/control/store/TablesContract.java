package io.terrateam.terratunnel.control.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.terrateam.terratunnel.control.store.AuditTable.Cursor;
import io.terrateam.terratunnel.control.store.AuditTable.Filter;
import io.terrateam.terratunnel.control.store.UserTable.Profile;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What every table does, whatever engine is under it.
abstract class TablesContract {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final Instant LATER = NOON.plus(Duration.ofHours(1));

    /// A database that is empty when a test begins.
    abstract Database database();

    @Test
    void firstSignInMakesAUserAndLaterOnesUpdateThem() {
        UserTable users = database().users();

        var first = users.signIn(profile("7", "Octocat"), NOON);
        var second =
                users.signIn(
                        new Profile(
                                "github",
                                "7",
                                "octo-cat",
                                Optional.of("o@example.com"),
                                Optional.of("Octo"),
                                Optional.empty()),
                        LATER);

        assertThat(first.isNew()).isTrue();
        assertThat(second.isNew()).isFalse();
        assertThat(second.user())
                .isEqualTo(
                        new UserRow(
                                first.user().id(),
                                "github",
                                "7",
                                "octo-cat",
                                Optional.of("o@example.com"),
                                Optional.of("Octo"),
                                Optional.empty(),
                                Optional.empty(),
                                true,
                                NOON,
                                LATER));
        assertThat(users.findById(first.user().id())).contains(second.user());
        assertThat(users.findByIdentity("github", "7")).contains(second.user());
        assertThat(users.findByIdentity("gitlab", "7")).isEmpty();
    }

    @Test
    void loginNameThatSomebodyElseTookOverIsFreed() {
        UserTable users = database().users();
        long before = users.signIn(profile("7", "Octocat"), NOON).user().id();
        users.signIn(new Profile("gitlab", "1", "octocat", none(), none(), none()), NOON);

        var heir = users.signIn(profile("8", "octocat"), LATER);

        assertThat(heir.isNew()).isTrue();
        assertThat(heir.user().username()).isEqualTo("octocat");
        assertThat(users.findById(before).orElseThrow().username())
                .isEqualTo("Octocat (formerly, id 7)");
        assertThat(users.findByIdentity("gitlab", "1").orElseThrow().username())
                .isEqualTo("octocat");

        assertThat(users.signIn(profile("7", "octocat"), LATER).user().id()).isEqualTo(before);
        assertThat(users.findById(heir.user().id()).orElseThrow().username())
                .isEqualTo("octocat (formerly, id 8)");
    }

    @Test
    void usersAreFoundByPartsOfTheirNamesPageByPage() {
        UserTable users = database().users();
        for (String name : List.of("carl", "Berta", "anna", "a_x")) {
            users.signIn(profile(name, name), NOON);
        }

        assertThat(users.list("", 0, 10))
                .extracting(UserRow::username)
                .containsExactly("a_x", "anna", "Berta", "carl");
        assertThat(users.list("", 1, 2))
                .extracting(UserRow::username)
                .containsExactly("anna", "Berta");
        assertThat(users.list("ERT", 0, 10)).extracting(UserRow::username).containsExactly("Berta");
        assertThat(users.list("_", 0, 10)).extracting(UserRow::username).containsExactly("a_x");
        assertThat(users.count("")).isEqualTo(4);
        assertThat(users.count("ar")).isEqualTo(1);
    }

    @Test
    void disablingSaysWhetherItChangedAnything() {
        long user = user("a");

        assertThat(database().users().setActive(user, false)).isTrue();
        assertThat(database().users().setActive(user, false)).isFalse();
        assertThat(database().users().setActive(user + 1, false)).isFalse();
        assertThat(database().users().findById(user).orElseThrow().active()).isFalse();
    }

    @Test
    void deletedUserTakesEverythingAlongButWhatIsWrittenOfThem() {
        long user = user("a");
        long other = user("b");
        TunnelRow tunnel = database().tunnels().create(user, "one");
        TunnelRow others = database().tunnels().create(other, "two");
        long key = database().apiKeys().replace(key(tunnel, "h1"));
        long othersKey = database().apiKeys().replace(key(others, "h2"));
        database().sessions().insert(session("s1", user, NOON));
        database().releasedNames().put("old", Optional.of(user), NOON, LATER);
        database()
                .audit()
                .insert(
                        List.of(
                                audit(NOON, "connect", "one", Optional.of(key)),
                                audit(NOON, "connect", "two", Optional.of(othersKey))));

        assertThat(database().users().delete(user)).contains(new UserTable.Deleted(1, 1));

        assertThat(database().users().delete(user)).isEmpty();
        assertThat(database().tunnels().findByName("one")).isEmpty();
        assertThat(database().apiKeys().findById(key)).isEmpty();
        assertThat(database().sessions().find("s1")).isEmpty();
        assertThat(database().releasedNames().restsUntil("old", NOON)).contains(LATER);
        assertThat(database().apiKeys().findById(othersKey)).isPresent();
        assertThat(database().audit().newest(9))
                .extracting(AuditRow::subdomain, AuditRow::username, AuditRow::userId)
                .containsExactly(
                        tuple("two", "b", Optional.of(other)), tuple("one", "a", Optional.empty()));
    }

    @Test
    void tunnelIsListedRenamedAndDeletedWithItsKeys() {
        long user = user("a");
        TunnelRow one = database().tunnels().create(user, "one");
        TunnelRow two = database().tunnels().create(user, "Two", "My second");
        long key = database().apiKeys().replace(key(one, "h"));

        assertThat(database().tunnels().findByName("tWO")).contains(two);
        assertThat(database().tunnels().rename(one.id(), "Shop", LATER)).isTrue();
        assertThat(database().tunnels().rename(99, "Shop", LATER)).isFalse();
        assertThat(database().tunnels().findById(one.id()))
                .get()
                .satisfies(details -> {
                    assertThat(details.tunnel()).isEqualTo(one);
                    assertThat(details.ownerUsername()).isEqualTo("a");
                    assertThat(details.displayName()).isEqualTo("Shop");
                    assertThat(details.updatedAt()).contains(LATER);
                });
        assertThat(database().tunnels().listOf(user))
                .extracting(TunnelTable.Details::displayName)
                .containsExactly("Shop", "My second");
        assertThat(database().tunnels().list(1, 5))
                .extracting(TunnelTable.Details::tunnel)
                .containsExactly(two);
        assertThat(database().tunnels().count()).isEqualTo(2);

        assertThat(database().tunnels().delete(one.id())).isTrue();
        assertThat(database().tunnels().delete(one.id())).isFalse();
        assertThat(database().apiKeys().findById(key)).isEmpty();
    }

    @Test
    void nameBelongsToOne() {
        database().tunnels().create(user("a"), "one");

        assertThatThrownBy(() -> database().tunnels().create(user("b"), "one"))
                .isInstanceOf(RuntimeException.class);
        assertThat(database().tunnels().count()).isEqualTo(1);
    }

    @Test
    void newKeyEndsTheOneBefore() {
        TunnelRow tunnel = database().tunnels().create(user("a"), "one");
        long first = database().apiKeys().replace(key(tunnel, "h1"));
        long second = database().apiKeys().replace(key(tunnel, "h2"));

        ApiKeyRow ended = database().apiKeys().findByHash("h1").orElseThrow();
        assertThat(ended.active()).isFalse();
        assertThat(ended.replaced()).isTrue();
        assertThat(ended.revokedAt()).contains(NOON);
        assertThat(ended.revokedWhy()).isEqualTo("replaced by alice");
        ApiKeyRow active = database().apiKeys().findById(second).orElseThrow();
        assertThat(active.active()).isTrue();
        assertThat(active.tunnel()).contains(tunnel);
        assertThat(active.suffix()).isEqualTo("wxyz");
        assertThat(active.scopes()).isEqualTo("tunnel:create");
        assertThat(active.expiresAt()).contains(LATER);
        assertThat(database().apiKeys().listOfTunnel(tunnel.id()))
                .extracting(ApiKeyRow::id)
                .containsExactly(second, first);
        assertThat(database().apiKeys().listOfUser(tunnel.userId())).hasSize(2);
        assertThat(database().apiKeys().findByIds(Set.of(first, second, 99L))).hasSize(2);
        assertThat(database().apiKeys().findByIds(Set.of())).isEmpty();
    }

    @Test
    void revokedKeySaysWhenAndWhy() {
        TunnelRow tunnel = database().tunnels().create(user("a"), "one");
        long key = database().apiKeys().replace(key(tunnel, "h1"));
        assertThat(database().apiKeys().anyActive()).isTrue();

        assertThat(database().apiKeys().revoke(key, LATER, "revoked")).isTrue();
        assertThat(database().apiKeys().revoke(key, LATER, "revoked")).isFalse();
        database().apiKeys().markUsed(key, LATER);

        ApiKeyRow row = database().apiKeys().findById(key).orElseThrow();
        assertThat(row.revokedAt()).contains(LATER);
        assertThat(row.revokedWhy()).isEqualTo("revoked");
        assertThat(row.replaced()).isFalse();
        assertThat(row.lastUsedAt()).contains(LATER);
        assertThat(database().apiKeys().anyActive()).isFalse();
    }

    @Test
    void adminNameStaysWithItsFirstAccount() {
        AdminPinTable pins = database().adminPins();

        assertThat(pins.pin("github", "Root", "7", NOON)).isEqualTo("7");
        assertThat(pins.pin("github", "rOOT", "8", NOON)).isEqualTo("7");
        assertThat(pins.pin("gitlab", "root", "8", NOON)).isEqualTo("8");
        assertThat(pins.find("github", "ROOT")).contains("7");
        assertThat(pins.find("github", "toor")).isEmpty();
    }

    @Test
    void sessionsEndOneByOneAllTogetherOrByTime() {
        long user = user("a");
        SessionTable sessions = database().sessions();
        for (String id : List.of("s1", "s2", "s3")) {
            sessions.insert(session(id, user, LATER));
        }
        sessions.markSeen("s2", LATER);

        assertThat(sessions.find("s1")).contains(session("s1", user, LATER));
        assertThat(sessions.listOf(user))
                .extracting(SessionRow::idHash)
                .containsExactly("s2", "s1", "s3");
        assertThat(sessions.delete("s1")).isTrue();
        assertThat(sessions.delete("s1")).isFalse();
        assertThat(sessions.deleteExpired(NOON, LATER)).isEqualTo(1);
        assertThat(sessions.deleteExpired(LATER.minusSeconds(1), NOON)).isZero();
        assertThat(sessions.deleteAllOf(user)).isEqualTo(1);
        assertThat(sessions.listOf(user)).isEmpty();
    }

    @Test
    void begunLoginIsTakenOnce() throws Exception {
        OAuthStateRow state =
                new OAuthStateRow(
                        "hash",
                        "github",
                        "browser",
                        "verifier",
                        "login",
                        Optional.of("/next"),
                        Optional.empty(),
                        Optional.of("their state"),
                        Optional.empty(),
                        NOON,
                        LATER);
        database().oauthStates().insert(state);
        assertThat(database().oauthStates().count()).isEqualTo(1);

        assertThat(atOnce(8, () -> database().oauthStates().take("hash"))).containsExactly(state);

        database().oauthStates().insert(state);
        assertThat(database().oauthStates().deleteExpired(LATER)).isEqualTo(1);
        assertThat(database().oauthStates().take("hash")).isEmpty();
    }

    @Test
    void codeIsTakenOnce() throws Exception {
        LoginCodeRow code =
                new LoginCodeRow(
                        "hash", user("a"), "cli", "challenge", "http://localhost/", "{}", LATER);
        database().loginCodes().insert(code);

        assertThat(atOnce(8, () -> database().loginCodes().take("hash"))).containsExactly(code);

        database().loginCodes().insert(code);
        assertThat(database().loginCodes().deleteExpired(NOON)).isZero();
        assertThat(database().loginCodes().deleteExpired(LATER)).isEqualTo(1);
    }

    @Test
    void releasedNameRestsForItsTime() {
        ReleasedNameTable names = database().releasedNames();
        names.put("One", Optional.of(user("a")), NOON, NOON.plusSeconds(9));
        names.put("one", Optional.empty(), NOON, LATER);
        names.put("two", Optional.empty(), NOON, LATER);

        assertThat(names.restsUntil("oNE", NOON)).contains(LATER);
        assertThat(names.restsUntil("one", LATER)).isEmpty();
        assertThat(names.restsUntil("three", NOON)).isEmpty();
        assertThat(names.delete("TWO")).isTrue();
        assertThat(names.deleteExpired(LATER, 10)).isEqualTo(1);
    }

    @Test
    void auditLogIsFilteredAndReadPageByPage() {
        TunnelRow tunnel = database().tunnels().create(user("Anna"), "one");
        Optional<Long> key = Optional.of(database().apiKeys().replace(key(tunnel, "h1")));
        AuditTable log = database().audit();
        log.insert(
                List.of(
                        audit(NOON, "connect", "one", key),
                        audit(NOON, "disconnect", "one", Optional.empty()),
                        audit(LATER, "login", "", Optional.empty()),
                        audit(LATER, "connect", "two", Optional.empty())));

        List<AuditRow> newest = log.newest(3);
        assertThat(newest)
                .extracting(AuditRow::eventType)
                .containsExactly("connect", "login", "disconnect");
        AuditRow rest =
                log.list(Filter.ALL.before(Cursor.of(newest.getLast())), 3).stream()
                        .reduce((a, b) -> {
                            throw new AssertionError("one row only");
                        })
                        .orElseThrow();
        assertThat(rest.username()).isEqualTo("Anna");
        assertThat(rest.userId()).contains(tunnel.userId());
        assertThat(rest.apiKeyId()).isEqualTo(key);

        assertThat(log.list(filter(Set.of("login", "connect"), none(), none()), 9)).hasSize(3);
        assertThat(log.list(filter(Set.of(), Optional.of("anna"), none()), 9)).hasSize(1);
        assertThat(log.list(filter(Set.of(), none(), Optional.of("one")), 9)).hasSize(2);
        assertThat(
                        log.list(
                                new Filter(
                                        Optional.of(NOON),
                                        Optional.of(LATER),
                                        Set.of(),
                                        none(),
                                        Optional.empty(),
                                        none(),
                                        Optional.of("192.0.2.1"),
                                        Optional.empty()),
                                9))
                .hasSize(2);
    }

    @Test
    void auditLogIsThinnedFromItsOldEnd() {
        AuditTable log = database().audit();
        log.insert(
                IntStream.range(0, 5)
                        .mapToObj(i -> audit(NOON.plusSeconds(i), "x" + i, "", Optional.empty()))
                        .toList());

        assertThat(log.deleteOldest(NOON.plusSeconds(4), 3)).isEqualTo(3);
        assertThat(log.newest(9)).extracting(AuditRow::eventType).containsExactly("x4", "x3");
        assertThat(log.deleteOldest(NOON.plusSeconds(4), 3)).isEqualTo(1);
        assertThat(log.deleteOldest(NOON.plusSeconds(4), 3)).isZero();
    }

    @Test
    void failedTransactionLeavesNothing() {
        long user = user("a");

        assertThatThrownBy(() ->
                        database()
                                .transaction(() -> {
                                    database().tunnels().create(user, "one");
                                    throw new IllegalStateException("stop");
                                }))
                .hasMessage("stop");

        assertThat(database().tunnels().findByName("one")).isEmpty();
        assertThat(database().transactionAndGet(() -> database().tunnels().create(user, "one")))
                .isEqualTo(database().tunnels().findByName("one").orElseThrow());
    }

    private static <T> List<T> atOnce(int threads, Callable<Optional<T>> call) throws Exception {
        List<T> got = new ArrayList<>();
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Optional<T>>> calls =
                    IntStream.range(0, threads).mapToObj(i -> pool.submit(call)).toList();
            for (Future<Optional<T>> each : calls) {
                each.get().ifPresent(got::add);
            }
        }
        return got;
    }

    private long user(String name) {
        return database().users().signIn(profile(name, name), NOON).user().id();
    }

    private static Profile profile(String id, String username) {
        return new Profile("github", id, username, none(), none(), none());
    }

    private static NewApiKey key(TunnelRow tunnel, String hash) {
        return new NewApiKey(
                tunnel,
                hash,
                "ttk_abcd",
                "wxyz",
                Optional.of("laptop"),
                "tunnel:create",
                NOON,
                Optional.of(LATER),
                "alice");
    }

    private static SessionRow session(String id, long user, Instant expires) {
        return new SessionRow(id, user, NOON, NOON, expires, "browser", "192.0.2.1");
    }

    private static AuditRow audit(Instant at, String event, String name, Optional<Long> key) {
        return new AuditRow(
                0,
                at,
                event,
                Optional.empty(),
                "",
                key,
                "192.0.2.1",
                "agent/1",
                name,
                "",
                "",
                "link",
                "",
                "");
    }

    private static Filter filter(
            Set<String> events, Optional<String> username, Optional<String> name) {
        return new Filter(
                Optional.empty(),
                Optional.empty(),
                events,
                username,
                Optional.empty(),
                name,
                none(),
                Optional.empty());
    }

    private static Optional<String> none() {
        return Optional.empty();
    }
}
