package io.terrateam.terratunnel.edge.link;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.terrateam.terratunnel.edge.spi.LinkApplication;
import io.terrateam.terratunnel.edge.spi.LinkAudit;
import io.terrateam.terratunnel.edge.spi.LinkVerdict;
import io.terrateam.terratunnel.protocol.TunnelName;
import io.terrateam.terratunnel.protocol.link.WebSocketCodec;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Joins a link to its tunnel, ends it when its holder may not have it any more, and tells the log
/// and the audit log of its beginning and end.
///
/// Thread: the link's loop; [#holder], [#endSoon] and [#drainSoon] may be called from elsewhere.
final class LinkLife implements Http2Link.Lifecycle, LinkTail.Ending {
    private static final Logger LOG = LoggerFactory.getLogger(LinkLife.class);
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
    private boolean opened;

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

    /// Ends the link, with what runs on it.
    void endSoon(String reason) {
        channel.eventLoop().execute(() -> end(reason));
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

    private void end(String reason) {
        if (endedFor != null || link == null) {
            return;
        }
        endedFor = reason;
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
        home.joined(name(), usable);
        LOG.info(
                "agent connected tunnel={} link={} peer={}",
                name(),
                linkId,
                application.peer().getHostAddress());
        audit.connected(linkId, name(), accepted.holder(), application);
    }

    @Override
    public void closed(Http2Link over) {
        home.left(name(), over);
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
                linkId,
                name(),
                why,
                Duration.ofNanos(System.nanoTime() - openedNanos),
                webSocket == null ? 0 : webSocket.bytesWritten(),
                webSocket == null ? 0 : webSocket.bytesRead());
    }

    private TunnelName name() {
        return accepted.name();
    }
}
