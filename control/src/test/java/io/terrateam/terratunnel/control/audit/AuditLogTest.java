package io.terrateam.terratunnel.control.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.control.apikey.ApiKeys;
import io.terrateam.terratunnel.control.audit.AuditLog.Ending;
import io.terrateam.terratunnel.control.audit.AuditLog.LinkName;
import io.terrateam.terratunnel.control.audit.AuditLog.Peer;
import io.terrateam.terratunnel.control.store.AuditRow;
import io.terrateam.terratunnel.control.store.Database;
import io.terrateam.terratunnel.protocol.TunnelName;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
    private static final Clock CLOCK =
            Clock.fixed(Instant.parse("2026-11-23T12:00:00Z"), ZoneOffset.UTC);
    private static final LinkName LINK = new LinkName("link-1", "some-name", "some-name.test");
    private static final Peer PEER = new Peer("192.0.2.1", "agent/1", "http://localhost:3000");

    @TempDir Path dir;

    private Database database;
    private BackgroundWriter writer;
    private AuditLog log;

    @BeforeEach
    void open() {
        database = Database.open(dir.resolve("t.db"), CLOCK);
        writer = BackgroundWriter.start(10, database::transaction);
        log = new AuditLog(database, writer, CLOCK);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void connectNamesKeyAndUser() throws SQLException {
        long key =
                new ApiKeys(database, new Random(1), CLOCK)
                        .create(new TunnelName("some-name"), Optional.empty(), Optional.empty())
                        .id();

        log.connected(LINK, PEER, Optional.of(key));
        writer.close();

        assertThat(database.audit().newest(9))
                .containsExactly(
                        new AuditRow(
                                1,
                                CLOCK.instant(),
                                "connect",
                                Optional.of(1L),
                                "operator",
                                Optional.of(key),
                                "192.0.2.1",
                                "agent/1",
                                "some-name",
                                "some-name.test",
                                "http://localhost:3000",
                                "link-1",
                                "",
                                ""));
    }

    @Test
    void disconnectSaysWhyAndHowMuch() {
        log.disconnected(
                LINK,
                PEER,
                Optional.empty(),
                new Ending("a \"quoted\"\nreason", Duration.ofSeconds(2), 10, 20));
        writer.close();

        AuditRow row = database.audit().newest(1).getFirst();
        assertThat(row.eventType()).isEqualTo("disconnect");
        assertThat(row.additionalData())
                .isEqualTo(
                        """
                        {"reason":"a \\"quoted\\"\\u000areason","duration_ms":2000,\
                        "bytes_to_client":10,"bytes_from_client":20}\
                        """);
    }

    @Test
    void refusalHasItsStatusAndLongTextsAreCut() {
        log.refused(new Peer("192.0.2.1", "x".repeat(9_999), ""), 401, "unknown key");
        writer.close();

        List<AuditRow> rows = database.audit().newest(9);
        assertThat(rows).hasSize(1);
        assertThat(rows.getFirst().eventType()).isEqualTo("refused");
        assertThat(rows.getFirst().userAgent()).hasSize(AuditLog.MAX_TEXT);
        assertThat(rows.getFirst().additionalData())
                .isEqualTo("{\"status\":401,\"reason\":\"unknown key\"}");
    }
}
