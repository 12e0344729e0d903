package io.terrateam.terratunnel.control.audit;

import io.terrateam.terratunnel.control.store.AuditRow;
import io.terrateam.terratunnel.control.store.AuditTable;
import io.terrateam.terratunnel.control.store.Database;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Writes down who came, went and changed what, and reads it again.
///
/// What happens to links is written behind the back of whoever reports it; what people change is
/// written in the transaction of the change.
///
/// Thread: any, event loops included, for links and [#noted]: these return at once; the others
/// block. Limits: texts that strangers chose are cut to [#MAX_TEXT] characters; of refused links
/// [RefusalRate] writes some down and counts the others.
public final class AuditLog {
    static final int MAX_TEXT = 512;

    private static final int CSV_PAGE = 1_000;
    private static final LinkName NO_LINK = new LinkName("", "", "");

    private final Database database;
    private final Consumer<Runnable> writer;
    private final RefusalRate refusals;
    private final Clock clock;

    /// @param writer does what nobody waits for; usually [BackgroundWriter#submit]
    public AuditLog(Database database, Consumer<Runnable> writer, Clock clock) {
        this.database = database;
        this.writer = writer;
        this.refusals = new RefusalRate(clock);
        this.clock = clock;
    }

    /// Who is at the other end of a link, as far as known.
    ///
    /// @param localEndpoint what the agent says that it forwards to
    public record Peer(String address, String userAgent, String localEndpoint) {}

    /// A link and its tunnel.
    ///
    /// @param hostname the public host name, without port
    public record LinkName(String linkId, String tunnel, String hostname) {}

    /// What an event is about.
    ///
    /// @param tunnel the tunnel's name; empty where it is about none
    /// @param target whom or what it was done to, such as a login name or a key; may be empty
    /// @param details more about it, by lower-case names
    public record Subject(String tunnel, String target, Map<String, String> details) {

        /// About a tunnel, or something of it.
        public static Subject ofTunnel(String tunnel, String target) {
            return new Subject(tunnel, target, Map.of());
        }

        /// About somebody or something that has no tunnel.
        public static Subject of(String target) {
            return new Subject("", target, Map.of());
        }
    }

    /// How a link ended.
    public record Ending(String reason, Duration lasted, long bytesToAgent, long bytesFromAgent) {}

    /// A link is up.
    public void connected(LinkName link, Peer peer, Optional<Long> apiKeyId) {
        writeLater(linkRow(AuditEvent.CONNECT, link, peer, apiKeyId, ""));
    }

    /// A link has ended.
    public void disconnected(LinkName link, Peer peer, Optional<Long> apiKeyId, Ending ending) {
        String data =
                "{\"reason\":%s,\"duration_ms\":%d,\"bytes_to_client\":%d,\"bytes_from_client\":%d}"
                        .formatted(
                                JsonText.quote(cut(ending.reason())),
                                ending.lasted().toMillis(),
                                ending.bytesToAgent(),
                                ending.bytesFromAgent());
        writeLater(linkRow(AuditEvent.DISCONNECT, link, peer, apiKeyId, data));
    }

    /// Somebody asked for a link and was refused.
    public void refused(Peer peer, int status, String title) {
        RefusalRate.Decision decision = refusals.decide();
        if (!decision.write()) {
            return;
        }
        String more =
                decision.leftOutBefore() == 0
                        ? ""
                        : ",\"left_out_before\":" + decision.leftOutBefore();
        String data =
                "{\"status\":%d,\"reason\":%s%s}"
                        .formatted(status, JsonText.quote(cut(title)), more);
        writeLater(linkRow(AuditEvent.REFUSED, NO_LINK, peer, Optional.empty(), data));
    }

    /// Writes down what somebody changed, in the transaction that runs on this thread: it is kept
    /// if the change is. Blocks on the database.
    public void changed(AuditEvent event, Actor by, Subject subject) {
        database.audit().insert(List.of(row(event, by, subject)));
    }

    /// Writes down what changed nothing, such as a login that failed, behind the caller's back.
    public void noted(AuditEvent event, Actor by, Subject subject) {
        writeLater(row(event, by, subject));
    }

    /// Lines that pass `filter`, newest first. Blocks on the database.
    ///
    /// @param after where the page before ended; empty for the first
    /// @param size how many lines at most
    public AuditPage page(AuditTable.Filter filter, Optional<AuditCursor> after, int size) {
        AuditTable.Filter older = after.map(cursor -> filter.before(cursor.place())).orElse(filter);
        List<AuditRow> rows = database.audit().list(older, size + 1);
        if (rows.size() <= size) {
            return new AuditPage(rows, Optional.empty());
        }
        AuditRow last = rows.get(size - 1);
        return new AuditPage(
                List.copyOf(rows.subList(0, size)),
                Optional.of(new AuditCursor(last.at(), last.id())));
    }

    /// Writes all lines that pass `filter` as CSV, newest first, [#CSV_PAGE] in memory at a time.
    /// Blocks on the database and on `out`.
    public void writeCsv(AuditTable.Filter filter, Appendable out) throws IOException {
        out.append(AuditCsv.HEADER);
        Optional<AuditCursor> cursor = Optional.empty();
        do {
            AuditPage page = page(filter, cursor, CSV_PAGE);
            for (AuditRow row : page.rows()) {
                AuditCsv.writeLine(out, row);
            }
            cursor = page.next();
        } while (cursor.isPresent());
    }

    /// Deletes lines older than `retention`, the oldest first.
    ///
    /// @param retention how far the log goes back; zero keeps all
    /// @param batch how many at most, so that nobody waits long for the database
    /// @return how many
    public int deleteOlderThan(Duration retention, int batch) {
        return retention.isZero()
                ? 0
                : database.audit().deleteOldest(clock.instant().minus(retention), batch);
    }

    private AuditRow linkRow(
            AuditEvent event, LinkName link, Peer peer, Optional<Long> apiKeyId, String data) {
        return new AuditRow(
                0,
                clock.instant(),
                event.word(),
                Optional.empty(),
                "",
                apiKeyId,
                peer.address(),
                cut(peer.userAgent()),
                link.tunnel(),
                link.hostname(),
                cut(peer.localEndpoint()),
                link.linkId(),
                "",
                data);
    }

    private AuditRow row(AuditEvent event, Actor by, Subject subject) {
        return new AuditRow(
                0,
                clock.instant(),
                event.word(),
                by.userId(),
                cut(by.username()),
                Optional.empty(),
                by.peerAddress(),
                cut(by.userAgent()),
                subject.tunnel(),
                "",
                "",
                "",
                cut(subject.target()),
                JsonText.object(subject.details()));
    }

    private void writeLater(AuditRow row) {
        writer.accept(() -> database.audit().insert(List.of(row)));
    }

    private static String cut(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }
}
