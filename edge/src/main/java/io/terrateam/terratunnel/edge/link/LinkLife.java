package io.terrateam.terratunnel.edge.link;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.terrateam.terratunnel.edge.spi.LinkApplication;
import io.terrateam.terratunnel.edge.spi.LinkAudit;
import io.terrateam.terratunnel.edge.spi.LinkVerdict;
import io.terrateam.terratunnel.protocol.TunnelName;
import io.terrateam.terratunnel.protocol.link.WebSocketCodec;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Joins a link to its tunnel, ends it when its holder may not have it any more, and tells the log
/// and the audit log of its beginning and end.
///
/// Thread: the link's loop; [#holder], [#live], [#endSoon] and [#drainSoon] may be called from
/// elsewhere.
final class LinkLife implements Http2Link.Lifecycle, LinkTail.Ending {
    private static final Logger LOG = LoggerFactory.getLogger(LinkLife.class);
    private static final int VERSION = 2;
    private static final int POLICY_VIOLATION = 1008;
    private static final long CUT_OFF_AFTER_MILLIS = 400;

    private final LinkHome home;
    private final LinkAudit audit;
    private final LinkApplication application;
    private final LinkVerdict.Accepted accepted;
    private final String linkId;
    private final Channel channel;

    private long openedNanos;
    private @Nullable WebSocketCodec webSocket;
    private @Nullable Http2Link link;
    private @Nullable String endedFor;
    private boolean retires;
    private boolean opened;
    private volatile @Nullable LiveLink live;

    LinkLife(
            LinkHome home,
            LinkAudit audit,
            LinkApplication application,
            LinkVerdict.Accepted accepted,
            String linkId,
            Channel channel) {
        this.home = home;
        this.audit = audit;
        this.application = application;
        this.accepted = accepted;
        this.linkId = linkId;
        this.channel = channel;
    }

    void begins(Http2Link begun) {
        link = begun;
    }

    void counts(WebSocketCodec codec) {
        webSocket = codec;
    }

    LinkVerdict.Holder holder() {
        return accepted.holder();
    }

    /// The link as long as it takes streams, else null. Any thread.
    @Nullable LiveLink live() {
        return live;
    }

    /// Ends the link, with what runs on it.
    ///
    /// @param retires whether its tunnel ends with it, so that no visitor waits for the next link
    void endSoon(String reason, boolean retires) {
        channel.eventLoop().execute(() -> end(reason, retires));
    }

    /// Lets the link finish what runs on it, if anything does.
    void drainSoon(String reason) {
        channel.eventLoop()
                .execute(() -> {
                    if (link != null) {
                        link.drain(reason);
                    }
                });
    }

    private void end(String reason, boolean retiring) {
        if (endedFor != null || link == null) {
            return;
        }
        endedFor = reason;
        retires = retiring;
        link.close(POLICY_VIOLATION, reason);
        // Whoever does not answer, or does not even read, gets nothing more either.
        channel.eventLoop().schedule(this::cutOff, CUT_OFF_AFTER_MILLIS, TimeUnit.MILLISECONDS);
    }

    /// From before HTTP/2, which would wait for its streams.
    private void cutOff() {
        ChannelHandlerContext ctx = channel.pipeline().context(WebSocketCodec.class);
        if (ctx != null) {
            ctx.close();
        }
    }

    @Override
    public void opened(Http2Link usable) {
        opened = true;
        openedNanos = System.nanoTime();
        live = new LiveLink(linkId, name(), accepted.holder(), Instant.now(), application, VERSION);
        home.joined(name(), usable);
        LOG.info(
                "agent connected tunnel={} link={} peer={}",
                name(),
                linkId,
                application.peer().getHostAddress());
        audit.connected(party());
    }

    @Override
    public void closed(Http2Link over) {
        live = null;
        home.left(name(), over);
        if (retires) {
            home.retired(name());
        }
    }

    @Override
    public void roomAgain(Http2Link roomier) {
        home.roomOn(name());
    }

    @Override
    public void fellSilent() {
        if (link != null) {
            link.fellSilent();
        }
    }

    @Override
    public void ended(String reason) {
        if (!opened) {
            return;
        }
        opened = false;
        String why = endedFor == null ? reason : endedFor;
        LOG.info("agent gone tunnel={} link={} reason={}", name(), linkId, why);
        audit.disconnected(
                party(),
                new LinkAudit.Ending(
                        why,
                        Duration.ofNanos(System.nanoTime() - openedNanos),
                        webSocket == null ? 0 : webSocket.bytesWritten(),
                        webSocket == null ? 0 : webSocket.bytesRead()));
    }

    private LinkAudit.Party party() {
        return new LinkAudit.Party(linkId, name(), accepted.holder(), application);
    }

    private TunnelName name() {
        return accepted.name();
    }
}
