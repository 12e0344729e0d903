package io.terrateam.terratunnel.control.account;

import static io.terrateam.terratunnel.control.AccountsUnderTest.STRANGER;
import static io.terrateam.terratunnel.control.AccountsUnderTest.identity;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.terrateam.terratunnel.control.AccountsUnderTest;
import io.terrateam.terratunnel.control.audit.Actor;
import io.terrateam.terratunnel.control.session.SessionCheck;
import io.terrateam.terratunnel.control.session.SessionConfig;
import io.terrateam.terratunnel.control.session.Sessions;
import io.terrateam.terratunnel.control.store.AuditRow;
import io.terrateam.terratunnel.control.store.EmptyDatabase;
import java.sql.SQLException;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Accounts on whatever engine is under them.
abstract class AccountsContract {
    private static final Actor ADMIN =
            new Actor(Optional.of(99_999L), "root", "192.0.2.1", "Browser/1.0");

    @RegisterExtension final EmptyDatabase empty;
    private AccountsUnderTest system;

    AccountsContract(EmptyDatabase empty) {
        this.empty = empty;
    }

    @BeforeEach
    void open() {
        system = new AccountsUnderTest(empty::open);
    }

    @AfterEach
    void close() {
        system.close();
    }

    @Test
    void firstSignInMakesTheUserAndTheirTunnel_laterOnesDont() {
        User first = signIn(1, "alice");
        User again = signIn(1, "alice");

        assertThat(again.id()).isEqualTo(first.id());
        assertThat(system.database().tunnels().listOf(first.id())).hasSize(1);
        assertThat(system.audited()).containsExactly("login alice", "login alice");
    }

    @Test
    void userOfAnOldDatabaseWithoutTunnelGetsOne() {
        long id = system.database().users().findOrCreate("github", "1", "alice");

        signIn(1, "alice");

        assertThat(system.database().tunnels().listOf(id)).hasSize(1);
    }

    @Test
    void sameNumberAtAnotherProviderIsSomebodyElse() {
        User atGitHub = signIn(1, "alice");
        SignIn atGitLab =
                system.accounts()
                        .signIn(
                                new Identity(
                                        "gitlab",
                                        "1",
                                        "alice",
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty()),
                                STRANGER);

        assertThat(((SignIn.Welcome) atGitLab).user().id()).isNotEqualTo(atGitHub.id());
    }

    @Test
    void renamedAccountStaysTheSame() {
        User before = signIn(1, "alice");
        User after = signIn(1, "alice-cooper");

        assertThat(after.id()).isEqualTo(before.id());
        assertThat(after.username()).isEqualTo("alice-cooper");
    }

    @Test
    void recycledNameIsSomebodyElse_andGetsNothingOfTheOldOwner() {
        User old = signIn(1, "alice");
        User taker = signIn(2, "alice");

        assertThat(taker.id()).isNotEqualTo(old.id());
        assertThat(system.accounts().find(old.id()).orElseThrow().username()).isNotEqualTo("alice");
        assertThat(system.database().tunnels().listOf(taker.id()))
                .noneMatch(each -> each.tunnel().userId() == old.id());
    }

    @Test
    void whatAProviderLeavesOutIsKept() {
        signIn(1, "alice");
        SignIn again =
                system.accounts()
                        .signIn(
                                new Identity(
                                        "github",
                                        "1",
                                        "alice",
                                        Optional.empty(),
                                        Optional.of("Alice"),
                                        Optional.empty()),
                                STRANGER);

        User user = ((SignIn.Welcome) again).user();
        assertThat(user.email()).contains("alice@example.com");
        assertThat(user.name()).contains("Alice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice", "Alice", "ALICE", "id:1"})
    void configuredUserIsAdmin(String entry) {
        assertThat(signIn(1, "alice", entry).admin()).isTrue();
        assertThat(signIn(2, "bob", entry).admin()).isFalse();
    }

    @Test
    void recycledAdminNameGivesNoRights() {
        User real = signIn(1, "alice", "alice");
        signIn(1, "alice-cooper", "alice");

        User taker = signIn(2, "alice", "alice");

        assertThat(real.admin()).isTrue();
        assertThat(taker.admin()).isFalse();
        assertThat(system.accounts("alice").find(taker.id()).orElseThrow().admin()).isFalse();
    }

    @Test
    void renamedAdminStaysOne() {
        signIn(1, "alice", "alice");

        assertThat(signIn(1, "alice-cooper", "alice").admin()).isTrue();
    }

    @Test
    void adminWhoIsNoLongerConfiguredIsNone() {
        User alice = signIn(1, "alice", "alice");

        assertThat(system.accounts("bob").find(alice.id()).orElseThrow().admin()).isFalse();
        assertThat(system.accounts().find(alice.id()).orElseThrow().admin()).isFalse();
    }

    @Test
    void adminNamesOfOneProviderSayNothingAboutAnother() {
        SignIn atGitLab =
                system.accounts("alice", "id:1")
                        .signIn(
                                new Identity(
                                        "gitlab",
                                        "1",
                                        "alice",
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty()),
                                STRANGER);

        assertThat(((SignIn.Welcome) atGitLab).user().admin()).isFalse();
    }

    @Test
    void idNamesTheAccountWhateverItIsCalled() {
        signIn(1, "alice", "alice");

        assertThat(signIn(2, "alice", "alice", "id:2").admin()).isTrue();
    }

    @Test
    void localOperatorIsNoAdminOfThePages() {
        long operator = LocalOperator.userId(system.database());

        assertThat(system.accounts("operator").find(operator).orElseThrow().admin()).isFalse();
    }

    @Test
    void disabledUsersCantSignIn_andTheirSessionsEndAtOnce() {
        User alice = signIn(1, "alice");
        Sessions sessions = system.sessions(SessionConfig.DEFAULT);
        String token = sessions.open(alice, STRANGER).token();
        assertThat(sessions.check(token)).isInstanceOf(SessionCheck.Valid.class);

        assertThat(system.accounts().setActive(alice.id(), false, ADMIN))
                .isEqualTo(AccountChange.DONE);

        assertThat(sessions.check(token)).isNotInstanceOf(SessionCheck.Valid.class);
        assertThat(system.accounts().signIn(identity(1, "alice"), STRANGER))
                .isInstanceOf(SignIn.Disabled.class);
        assertThat(system.accounts().setActive(alice.id(), true, ADMIN))
                .isEqualTo(AccountChange.DONE);
        assertThat(sessions.check(token))
                .as("old sessions stay ended")
                .isNotInstanceOf(SessionCheck.Valid.class);
        assertThat(system.accounts().signIn(identity(1, "alice"), STRANGER))
                .isInstanceOf(SignIn.Welcome.class);
    }

    @Test
    void disablingTellsWhatHappened() {
        User alice = signIn(1, "alice");
        Actor herself = new Actor(Optional.of(alice.id()), "alice", "", "");

        assertThat(system.accounts().setActive(alice.id(), true, ADMIN))
                .isEqualTo(AccountChange.UNCHANGED);
        assertThat(system.accounts().setActive(77, false, ADMIN))
                .isEqualTo(AccountChange.NOT_FOUND);
        assertThat(system.accounts().setActive(alice.id(), false, herself))
                .isEqualTo(AccountChange.OWN_ACCOUNT);
        system.accounts().setActive(alice.id(), false, ADMIN);
        system.accounts().setActive(alice.id(), true, ADMIN);
        assertThat(system.audited())
                .containsExactly("user_enabled alice", "user_disabled alice", "login alice");
    }

    @Test
    void deletingTakesAllThatHangsOnAnAccount_butNotWhatIsWrittenOfIt() {
        User alice = signIn(1, "alice");
        Sessions sessions = system.sessions(SessionConfig.DEFAULT);
        String token = sessions.open(alice, STRANGER).token();

        Optional<Accounts.Deleted> deleted = system.accounts().delete(alice.id(), ADMIN);

        assertThat(deleted.orElseThrow().tunnels()).isEqualTo(1);
        assertThat(system.accounts().find(alice.id())).isEmpty();
        assertThat(sessions.check(token)).isNotInstanceOf(SessionCheck.Valid.class);
        assertThat(system.accounts().delete(alice.id(), ADMIN)).isEmpty();
        assertThat(system.audited()).containsExactly("user_deleted alice", "login alice");
        assertThat(system.database().audit().newest(9))
                .extracting(AuditRow::username, AuditRow::userId)
                .containsExactly(tuple("root", Optional.empty()), tuple("alice", Optional.empty()));
    }

    @Test
    void deletingNamesWhomLinesWithoutANameWereAbout() throws SQLException {
        User alice = signIn(1, "alice");
        system.accounts().setActive(alice.id(), false, ADMIN);
        system.audited();
        empty.execute("UPDATE tunnel_audit_log SET username = NULL WHERE event_type = 'login'");

        system.accounts().delete(alice.id(), ADMIN);

        assertThat(system.database().audit().newest(9))
                .extracting(AuditRow::username)
                .containsExactly("root", "root", "alice");
    }

    @Test
    void nobodyDeletesThemselves() {
        User alice = signIn(1, "alice");

        assertThat(
                        system.accounts()
                                .delete(
                                        alice.id(),
                                        new Actor(Optional.of(alice.id()), "alice", "", "")))
                .isEmpty();
        assertThat(system.accounts().find(alice.id())).isPresent();
    }

    private User signIn(long id, String username, String... admins) {
        SignIn result = system.accounts(admins).signIn(identity(id, username), STRANGER);
        return ((SignIn.Welcome) result).user();
    }
}
