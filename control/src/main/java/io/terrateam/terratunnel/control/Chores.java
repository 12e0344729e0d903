package io.terrateam.terratunnel.control;

import io.terrateam.terratunnel.control.Housekeeping.Chore;
import io.terrateam.terratunnel.control.audit.AuditLog;
import io.terrateam.terratunnel.control.store.Database;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/// What [Housekeeping] of a server deletes.
///
/// Sign-ins that nobody finished, codes that nobody redeemed and sessions that are over also go
/// when the next of their kind comes; these are for a server where none comes.
public final class Chores {
    private Chores() {}

    /// All of them.
    public static List<Chore> of(ControlConfig config, ControlPlane.Shared shared) {
        AuditLog audit = shared.audit();
        Database database = shared.database();
        Clock clock = shared.clock();
        return List.of(
                new Chore(
                        "audit log",
                        () -> audit.deleteOlderThan(config.auditRetention(), Housekeeping.BATCH)),
                new Chore(
                        "names that have rested",
                        () -> shared.names().forgetRested(Housekeeping.BATCH)),
                new Chore(
                        "sign-ins that nobody finished",
                        () -> database.oauthStates().deleteExpired(clock.instant())),
                new Chore(
                        "codes that nobody redeemed",
                        () -> database.loginCodes().deleteExpired(clock.instant())),
                new Chore(
                        "sessions that are over",
                        () -> {
                            Instant now = clock.instant();
                            return database.sessions()
                                    .deleteExpired(now, now.minus(config.sessions().idleTimeout()));
                        }));
    }
}
