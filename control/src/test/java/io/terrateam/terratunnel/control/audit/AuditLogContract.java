package io.terrateam.terratunnel.control.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.terrateam.terratunnel.control.OperatorKeys;
import io.terrateam.terratunnel.control.apikey.KeyRequest;
import io.terrateam.terratunnel.control.audit.AuditLog.Ending;
import io.terrateam.terratunnel.control.audit.AuditLog.LinkName;
import io.terrateam.terratunnel.control.audit.AuditLog.Peer;
import io.terrateam.terratunnel.control.audit.AuditLog.Subject;
import io.terrateam.terratunnel.control.store.AuditRow;
import io.terrateam.terratunnel.control.store.AuditTable;
import io.terrateam.terratunnel.control.store.Database;
import io.terrateam.terratunnel.control.store.EmptyDatabase;
import io.terrateam.terratunnel.protocol.TunnelName;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The audit log on whatever engine is under it.
abstract class AuditLogContract {
    private static final LinkName LINK = new LinkName("link-1", "some-name", "some-name.test");
    private static final Peer PEER = new Peer("192.0.2.1", "agent/1", "http://localhost:3000");

    @RegisterExtension final EmptyDatabase empty;
    private Instant now = Instant.parse("2026-11-23T12:00:00Z");
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private Database database;
    private BackgroundWriter writer;
    private AuditLog log;

    AuditLogContract(EmptyDatabase empty) {
        this.empty = empty;
    }

    @BeforeEach
    void open() {
        database = empty.open(clock);
        writer = BackgroundWriter.start(10, database::transaction);
        log = new AuditLog(database, writer::submit, clock);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void connectNamesKeyAndUser() throws SQLException {
        long key =
                OperatorKeys.of(database, clock)
                        .create(new TunnelName("some-name"), KeyRequest.PLAIN, false)
                        .row()
                        .id();

        log.connected(LINK, PEER, Optional.of(key));
        writer.close();

        assertThat(database.audit().newest(1))
                .containsExactly(
                        new AuditRow(
                                3,
                                clock.instant(),
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

    @Test
    void strangersCannotFillTheLogWithRefusals() {
        BackgroundWriter roomy = BackgroundWriter.start(10_000, database::transaction);
        AuditLog flooded = new AuditLog(database, roomy::submit, clock);
        for (int i = 0; i < RefusalRate.PER_WINDOW + 1_000; i++) {
            flooded.refused(PEER, 401, "nobody has this key");
        }
        now = now.plus(RefusalRate.WINDOW);
        flooded.refused(PEER, 401, "nobody has this key");
        roomy.close();

        List<AuditRow> rows = database.audit().newest(9_999);
        assertThat(rows).hasSize(RefusalRate.PER_WINDOW + 1);
        assertThat(rows.getFirst().additionalData()).contains("\"left_out_before\":1000");
    }

    @Test
    void whatSomebodyChangedIsKeptWithTheChangeOnly() {
        Actor alice = new Actor(Optional.empty(), "alice", "192.0.2.7", "browser/1");
        log.changed(
                AuditEvent.TUNNEL_RENAMED,
                alice,
                new AuditLog.Subject("some-name", "tunnel 1", Map.of("to", "=my \"app\"")));
        assertThatThrownBy(() ->
                        database.transaction(() -> {
                            log.changed(AuditEvent.TUNNEL_DELETED, alice, Subject.of("x"));
                            throw new IllegalStateException("expected in this test");
                        }))
                .isInstanceOf(IllegalStateException.class);

        List<AuditRow> rows = database.audit().newest(9);
        assertThat(rows).hasSize(1);
        AuditRow row = rows.getFirst();
        assertThat(row.eventType()).isEqualTo("tunnel_renamed");
        assertThat(row.username()).isEqualTo("alice");
        assertThat(row.peerAddress()).isEqualTo("192.0.2.7");
        assertThat(row.userAgent()).isEqualTo("browser/1");
        assertThat(row.subdomain()).isEqualTo("some-name");
        assertThat(row.target()).isEqualTo("tunnel 1");
        assertThat(row.additionalData()).isEqualTo("{\"to\":\"=my \\\"app\\\"\"}");
    }

    @Test
    void pagesGoThroughEveryLineOnce() {
        database.transaction(() -> {
            for (int i = 0; i < 25; i++) {
                now = now.plusSeconds(i % 3);
                log.changed(AuditEvent.LOGIN, Actor.SERVER, Subject.of("line " + i));
            }
        });

        List<String> seen = new ArrayList<>();
        Optional<AuditCursor> cursor = Optional.empty();
        int pages = 0;
        do {
            AuditPage page = log.page(AuditTable.Filter.ALL, cursor, 10);
            page.rows().forEach(row -> seen.add(row.target()));
            cursor = page.next().flatMap(next -> AuditCursor.parse(next.toString()));
            pages++;
        } while (cursor.isPresent());

        assertThat(pages).isEqualTo(3);
        assertThat(seen).hasSize(25).doesNotHaveDuplicates();
        assertThat(seen.getFirst()).isEqualTo("line 24");
        assertThat(seen.getLast()).isEqualTo("line 0");
    }

    @Test
    void csvHasEveryLineAndNoFormula() throws IOException {
        log.changed(
                AuditEvent.LOGIN_FAILED,
                new Actor(Optional.empty(), "=cmd()", "192.0.2.1", "a \"b\", c"),
                Subject.of("-1"));
        database.transaction(() -> {
            for (int i = 0; i < 1_500; i++) {
                log.changed(AuditEvent.LOGIN, Actor.SERVER, Subject.of("x"));
            }
        });
        StringBuilder csv = new StringBuilder();

        log.writeCsv(AuditTable.Filter.ALL, csv);

        List<String> lines = List.of(csv.toString().split("\r\n"));
        assertThat(lines).hasSize(1_502);
        assertThat(lines.getFirst()).startsWith("id,timestamp,event_type,");
        assertThat(lines.getLast())
                .isEqualTo(
                        "1,2026-11-23T12:00:00Z,login_failed,,'=cmd(),192.0.2.1,"
                                + "\"a \"\"b\"\", c\",,,,,,'-1,");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "1-", "-1", "1-2-3", "x-1", "9999999999999-1", "1-1 "})
    void whatIsNoCursorIsNone(String text) {
        assertThat(AuditCursor.parse(text)).isEmpty();
    }
}
