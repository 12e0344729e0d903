package io.terrateam.terratunnel.control.audit;

import io.terrateam.terratunnel.control.store.AuditRow;
import io.terrateam.terratunnel.control.store.Database;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Writes down links that come and go.
///
/// Thread: any, event loops included; every method returns at once. Limits: texts that strangers
/// chose are cut to [#MAX_TEXT] characters.
public final class AuditLog {
    static final int MAX_TEXT = 512;

    private final Database database;
    private final BackgroundWriter writer;
    private final Clock clock;

    /// @param writer does the writing
    public AuditLog(Database database, BackgroundWriter writer, Clock clock) {
        this.database = database;
        this.writer = writer;
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

    /// How a link ended.
    public record Ending(String reason, Duration lasted, long bytesToAgent, long bytesFromAgent) {}

    /// A link is up.
    public void connected(LinkName link, Peer peer, Optional<Long> apiKeyId) {
        write(link, peer, "connect", apiKeyId, "");
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
        write(link, peer, "disconnect", apiKeyId, data);
    }

    /// Somebody asked for a link and was refused.
    public void refused(Peer peer, int status, String title) {
        String data = "{\"status\":%d,\"reason\":%s}".formatted(status, JsonText.quote(cut(title)));
        write(new LinkName("", "", ""), peer, "refused", Optional.empty(), data);
    }

    private void write(
            LinkName link, Peer peer, String event, Optional<Long> apiKeyId, String data) {
        AuditRow row =
                new AuditRow(
                        0,
                        clock.instant(),
                        event,
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
        writer.submit(() -> database.audit().insert(List.of(row)));
    }

    private static String cut(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }
}
