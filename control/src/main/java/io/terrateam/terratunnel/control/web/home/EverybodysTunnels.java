package io.terrateam.terratunnel.control.web.home;

import io.terrateam.terratunnel.control.audit.AuditEvent;
import io.terrateam.terratunnel.control.audit.AuditLog;
import io.terrateam.terratunnel.control.live.LiveConnection;
import io.terrateam.terratunnel.control.live.LiveTunnels;
import io.terrateam.terratunnel.control.live.TunnelUse;
import io.terrateam.terratunnel.control.reservation.Tunnels;
import io.terrateam.terratunnel.control.store.AuditRow;
import io.terrateam.terratunnel.control.store.AuditTable;
import io.terrateam.terratunnel.control.web.page.AuditText;
import io.terrateam.terratunnel.control.web.page.Moment;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What administrators see of everybody's tunnels.
///
/// Thread: may block. Limits: the newest [#MAX_LINKS] links and [#MAX_EVENTS] events.
final class EverybodysTunnels {
    static final int MAX_LINKS = 100;
    static final int MAX_EVENTS = 20;

    private static final AuditTable.Filter CONNECTIONS =
            new AuditTable.Filter(
                    Optional.empty(),
                    Optional.empty(),
                    Set.of(
                            AuditEvent.CONNECT.word(),
                            AuditEvent.DISCONNECT.word(),
                            AuditEvent.REFUSED.word()),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    private final Tunnels tunnels;
    private final AuditLog audit;
    private final LiveTunnels live;
    private final Addresses addresses;
    private final Clock clock;

    EverybodysTunnels(
            Tunnels tunnels, AuditLog audit, LiveTunnels live, Addresses addresses, Clock clock) {
        this.tunnels = tunnels;
        this.audit = audit;
        this.live = live;
        this.addresses = addresses;
        this.clock = clock;
    }

    Everybody now() {
        Instant now = clock.instant();
        List<LiveConnection> all = live.connections();
        List<LiveConnection> shown = all.subList(0, Math.min(MAX_LINKS, all.size()));
        List<String> names = shown.stream().map(LiveConnection::tunnel).distinct().toList();
        Map<String, TunnelUse> use = live.use(names);
        Map<String, String> owners = tunnels.ownersOf(names);
        return new Everybody(
                (int) all.stream().map(LiveConnection::tunnel).distinct().count(),
                all.size(),
                shown.stream()
                        .map(link ->
                                line(
                                        link,
                                        owners.getOrDefault(link.tunnel(), "—"),
                                        use.getOrDefault(link.tunnel(), TunnelUse.NONE),
                                        now))
                        .toList(),
                audit.page(CONNECTIONS, Optional.empty(), MAX_EVENTS).rows().stream()
                        .map(row -> event(row, now))
                        .toList());
    }

    private Everybody.LiveLine line(LiveConnection link, String owner, TunnelUse use, Instant now) {
        return new Everybody.LiveLine(
                link.linkId(),
                link.tunnel(),
                addresses.tunnelUrl(link.tunnel()),
                link.anonymous() ? "anonymous" : owner,
                link.address(),
                link.localEndpoint(),
                new Moment(link.since(), now),
                use.requests(),
                use.failures());
    }

    private static Everybody.EventLine event(AuditRow row, Instant now) {
        return new Everybody.EventLine(
                row.id(),
                new Moment(row.at(), now),
                AuditText.event(row.eventType()),
                row.subdomain(),
                row.peerAddress(),
                row.userAgent(),
                AuditText.details(row));
    }
}
