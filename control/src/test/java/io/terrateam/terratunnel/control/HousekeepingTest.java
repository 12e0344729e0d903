package io.terrateam.terratunnel.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.control.audit.Actor;
import io.terrateam.terratunnel.control.audit.AuditEvent;
import io.terrateam.terratunnel.control.audit.AuditLog;
import io.terrateam.terratunnel.control.store.AuditRow;
import io.terrateam.terratunnel.control.store.Database;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class HousekeepingTest {
    @TempDir Path dir;

    private Instant now = Instant.parse("2026-11-23T12:00:00Z");
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);

    @Test
    void oldLinesOfTheAuditLogGoInBatches() {
        try (Database database = Database.open(dir.resolve("t.db"), clock)) {
            AuditLog audit = new AuditLog(database, Runnable::run, clock);
            database.transaction(() -> {
                for (int i = 0; i < 25; i++) {
                    audit.changed(AuditEvent.LOGIN, Actor.SERVER, AuditLog.Subject.of("line " + i));
                    now = now.plus(Duration.ofDays(1));
                }
            });

            assertThat(audit.deleteOlderThan(Duration.ofDays(10), 8)).isEqualTo(8);
            assertThat(audit.deleteOlderThan(Duration.ofDays(10), 8)).isEqualTo(7);
            assertThat(audit.deleteOlderThan(Duration.ofDays(10), 8)).isZero();
            assertThat(audit.deleteOlderThan(Duration.ZERO, 8)).as("zero keeps all").isZero();
            List<AuditRow> left = database.audit().newest(99);
            assertThat(left).hasSize(10);
            assertThat(left.getLast().target()).isEqualTo("line 15");
        }
    }

    @Test
    void namesThatHaveRestedAreForgotten() {
        try (Database database = Database.open(dir.resolve("t.db"), clock)) {
            for (int i = 0; i < 3; i++) {
                database.releasedNames()
                        .put("name-" + i, Optional.empty(), now, now.plus(Duration.ofDays(i)));
            }
            now = now.plus(Duration.ofDays(1));

            assertThat(database.releasedNames().deleteExpired(now, 1)).isEqualTo(1);
            assertThat(database.releasedNames().deleteExpired(now, 9)).isEqualTo(1);
            assertThat(database.releasedNames().restsUntil("name-2", now)).isPresent();
        }
    }

    @Test
    void everyChoreIsDoneToItsEndAtTheStartAndAgain() throws InterruptedException {
        AtomicInteger rows = new AtomicInteger(3);
        CountDownLatch twice = new CountDownLatch(2);
        Housekeeping.Chore failing =
                new Housekeeping.Chore(
                        "failing",
                        () -> {
                            throw new IllegalStateException("expected in this test");
                        });
        Housekeeping.Chore counting =
                new Housekeeping.Chore(
                        "rows", () -> rows.getAndUpdate(n -> Math.max(0, n - 1)) > 0 ? 1 : 0);
        Housekeeping.Chore last =
                new Housekeeping.Chore(
                        "last",
                        () -> {
                            twice.countDown();
                            return 0;
                        });

        try (Housekeeping housekeeping =
                Housekeeping.start(List.of(failing, counting, last), Duration.ofMillis(10))) {
            assertThat(housekeeping).isNotNull();
            assertThat(twice.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(rows).hasValue(0);
        }
    }
}
