package io.terrateam.terratunnel.server.adapter;

import io.terrateam.terratunnel.control.audit.AuditLog;
import io.terrateam.terratunnel.edge.spi.LinkApplication;
import io.terrateam.terratunnel.edge.spi.LinkAudit;
import io.terrateam.terratunnel.edge.spi.LinkVerdict;
import io.terrateam.terratunnel.edge.spi.LinkVerdict.Holder;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes links that come and go to the audit log, and keeps [LiveNames] true.
///
/// Thread: event loops; never blocks.
public final class StoredLinkAudit implements LinkAudit {
    private static final Logger LOG = LoggerFactory.getLogger(StoredLinkAudit.class);

    private final AuditLog log;
    private final LiveNames liveNames;
    private final String domainHost;

    /// @param domainHost the host below which tunnels are served, without port
    public StoredLinkAudit(AuditLog log, LiveNames liveNames, String domainHost) {
        this.log = log;
        this.liveNames = liveNames;
        this.domainHost = domainHost;
    }

    @Override
    public void connected(Party link) {
        liveNames.linkCame(link.name());
        log.connected(name(link), peer(link.from()), keyOf(link.holder()));
    }

    @Override
    public void disconnected(Party link, Ending ending) {
        liveNames.linkWent(link.name());
        log.disconnected(
                name(link),
                peer(link.from()),
                keyOf(link.holder()),
                new AuditLog.Ending(
                        ending.reason(),
                        ending.lasted(),
                        ending.bytesToAgent(),
                        ending.bytesFromAgent()));
    }

    @Override
    public void refused(LinkApplication from, int status, String title) {
        LOG.info("agent refused peer={} status={} reason={}", address(from), status, title);
        log.refused(peer(from), status, title);
    }

    private AuditLog.LinkName name(Party link) {
        String tunnel = link.name().value();
        return new AuditLog.LinkName(link.linkId(), tunnel, tunnel + "." + domainHost);
    }

    private static AuditLog.Peer peer(LinkApplication from) {
        return new AuditLog.Peer(address(from), from.userAgent(), from.localEndpoint());
    }

    private static String address(LinkApplication from) {
        return from.peer().getHostAddress();
    }

    private static Optional<Long> keyOf(Holder holder) {
        return switch (holder) {
            case LinkVerdict.Holder.Owner owner -> Optional.of(owner.apiKeyId());
            case LinkVerdict.Holder.Anonymous() -> Optional.empty();
        };
    }
}
