package io.terrateam.terratunnel.edge.link;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.terrateam.terratunnel.edge.spi.LinkApplication;
import io.terrateam.terratunnel.edge.spi.LinkAudit;
import io.terrateam.terratunnel.edge.spi.LinkVerdict;
import io.terrateam.terratunnel.protocol.TunnelName;
import io.terrateam.terratunnel.protocol.link.WebSocketFrames;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Joins a link to its tunnel, ends it when its holder may not have it any more, and tells the log
/// and the audit log of its beginning and end.
///
/// Thread: the link's loop; [#holder], [#live], [#endSoon] and [#drainSoon] may be called from
/// elsewhere.
public final class LinkLife implements Link.Lifecycle, LinkTail.Ending {
    private static final Logger LOG = LoggerFactory.getLogger(LinkLife.class);
    private static final int POLICY_VIOLATION = 1008;
    private static final long CUT_OFF_AFTER_MILLIS = 400;

    private final LinkHome home;
    private final LinkAudit audit;
    private final LinkApplication application;
    private final LinkVerdict.Accepted accepted;
    private final String linkId = UUID.randomUUID().toString();
    private final int version;
    private final Channel channel;

    private long openedNanos;
    private @Nullable WebSocketFrames webSocket;
    private @Nullable Link link;
    private @Nullable String endedFor;
    private boolean retires;
    private boolean opened;
    private volatile @Nullable LiveLink live;

    /// A life that has not begun; call [#begins].
    ///
    /// @param version the version of the wire that the link speaks
    public LinkLife(
            LinkServices services,
            LinkApplication application,
            LinkVerdict.Accepted accepted,
            Channel channel,
            int version) {
        this.home = services.home();
        this.audit = services.audit();
        this.application = application;
        this.accepted = accepted;
        this.channel = channel;
        this.version = version;
    }

    /// The link's id.
    public String linkId() {
        return linkId;
    }

    /// The link that lives.
    ///
    /// @param codec which counts its bytes
    public void begins(Link begun, WebSocketFrames codec) {
        link = begun;
        webSocket = codec;
    }

    /// The handler for the end of the link's pipeline, which tells of the link's end.
    public ChannelHandler tail() {
        return new LinkTail(this);
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
        ChannelHandlerContext ctx = channel.pipeline().context(WebSocketFrames.class);
        if (ctx != null) {
            ctx.close();
        }
    }

    @Override
    public void opened(Link usable) {
        opened = true;
        openedNanos = System.nanoTime();
        live = new LiveLink(linkId, name(), accepted.holder(), Instant.now(), application, version);
        home.joined(name(), usable);
        LOG.info(
                "agent connected tunnel={} link={} version={} peer={}",
                name(),
                linkId,
                version,
                application.peer().getHostAddress());
        audit.connected(party());
    }

    @Override
    public void closed(Link over) {
        live = null;
        home.left(name(), over);
        if (retires) {
            home.retired(name());
        }
    }

    @Override
    public void roomAgain(Link roomier) {
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
