package io.terrateam.terratunnel.control.web.admin;

import io.terrateam.terratunnel.control.audit.AuditEvent;
import io.terrateam.terratunnel.control.audit.AuditLog;
import io.terrateam.terratunnel.control.store.Database;
import io.terrateam.terratunnel.control.web.Answer;
import io.terrateam.terratunnel.control.web.Call;
import io.terrateam.terratunnel.control.web.Refusal;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.Semaphore;

/// Sends a copy of the database as of one moment.
///
/// Limits: one at a time, since each is a file as large as the database until it has been sent.
/// Where there is a copy, it is in a folder that only the server may read.
final class BackupDownload {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd_HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Database database;
    private final AuditLog audit;
    private final Clock clock;
    private final boolean isPossible;
    private final Semaphore turn = new Semaphore(1);

    /// @param isPossible whether the database is one file
    BackupDownload(Database database, AuditLog audit, Clock clock, boolean isPossible) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
        this.isPossible = isPossible;
    }

    boolean isPossible() {
        return isPossible;
    }

    Answer download(Call call) {
        if (!isPossible) {
            throw new Refusal(404, "PostgreSQL is backed up with pg_dump.");
        }
        audit.changed(
                AuditEvent.DATABASE_DOWNLOAD, call.actor(), AuditLog.Subject.of("whole database"));
        return Answer.download(
                "application/x-sqlite3",
                "terratunnel_" + TIME.format(clock.instant()) + ".db",
                this::writeCopy);
    }

    private void writeCopy(OutputStream out) throws IOException {
        if (!turn.tryAcquire()) {
            throw new IOException("another backup is being downloaded");
        }
        Path folder = Files.createTempDirectory("terratunnel-backup");
        Path copy = folder.resolve("terratunnel.db");
        try {
            database.backUp(copy);
            Files.copy(copy, out);
        } finally {
            Files.deleteIfExists(copy);
            Files.deleteIfExists(folder);
            turn.release();
        }
    }
}
