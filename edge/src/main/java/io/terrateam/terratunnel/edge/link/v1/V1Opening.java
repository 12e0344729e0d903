package io.terrateam.terratunnel.edge.link.v1;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.terrateam.terratunnel.edge.link.ChannelMover;
import io.terrateam.terratunnel.edge.link.LinkLife;
import io.terrateam.terratunnel.edge.link.LinkServices;
import io.terrateam.terratunnel.edge.link.LinkUpgrade;
import io.terrateam.terratunnel.edge.link.TimedAnswer;
import io.terrateam.terratunnel.edge.spi.LinkApplication;
import io.terrateam.terratunnel.edge.spi.LinkVerdict;
import io.terrateam.terratunnel.protocol.link.Liveness;
import io.terrateam.terratunnel.protocol.link.MessageBudget;
import io.terrateam.terratunnel.protocol.link.TextMessageCodec;
import io.terrateam.terratunnel.protocol.link.WebSocketFrames;
import io.terrateam.terratunnel.protocol.v1.BadMessage;
import io.terrateam.terratunnel.protocol.v1.Message;
import io.terrateam.terratunnel.protocol.v1.MessageReader;
import io.terrateam.terratunnel.protocol.v1.V1;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The first words between a client of version 1 and the server: who it is, and which name it gets.
///
/// Thread: the channel's loop, which becomes the tunnel's loop on the way. Owns: messages that come
/// before the client is let in. Limits: ten seconds for the first message, `linkOpening` for the
/// verdict; the channel is not read while that is awaited.
final class V1Opening extends ChannelInboundHandlerAdapter {

    private static final Logger LOG = LoggerFactory.getLogger(V1Opening.class);
    private static final int VERSION = 1;

    private final LinkServices services;
    private final LinkUpgrade upgrade;
    private final TextMessageCodec codec;
    private final MessageBudget budget;
    private final ArrayDeque<ByteBuf> early = new ArrayDeque<>(0);

    private @Nullable ScheduledFuture<?> patience;
    private boolean asked;
    private boolean over;

    V1Opening(
            LinkServices services,
            LinkUpgrade upgrade,
            TextMessageCodec codec,
            MessageBudget budget) {
        this.services = services;
        this.upgrade = upgrade;
        this.codec = codec;
        this.budget = budget;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        patience =
                ctx.channel()
                        .eventLoop()
                        .schedule(
                                () -> turnAway(ctx.channel(), Refusal.SILENT),
                                V1.FIRST_MESSAGE.toMillis(),
                                TimeUnit.MILLISECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        stopWaiting();
        early.forEach(ByteBuf::release);
        early.clear();
    }

    private void stopWaiting() {
        if (patience != null) {
            patience.cancel(false);
            patience = null;
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object received) {
        ByteBuf message = (ByteBuf) received;
        if (asked && !over) {
            early.add(message);
            return;
        }
        try {
            if (!over) {
                stopWaiting();
                asked = true;
                first(ctx.channel(), new MessageReader(MessageReader.Role.EDGE).read(message));
            }
        } catch (BadMessage bad) {
            turnAway(ctx.channel(), new Refusal(bad.closeCode(), bad.reason()));
        } finally {
            message.release();
        }
    }

    private void first(Channel channel, Message message) {
        if (!(message instanceof Message.ClientInfo info)) {
            turnAway(channel, Refusal.WRONG_MESSAGE);
        } else if (info.localEndpoint().isEmpty()) {
            turnAway(channel, Refusal.NO_ENDPOINT);
        } else {
            channel.config().setAutoRead(false);
            LinkApplication application =
                    upgrade.application(
                            services.peer(channel, upgrade), info.apiKey(), info.localEndpoint());
            TimedAnswer.await(
                    services.authenticator().authenticate(application),
                    channel.eventLoop(),
                    services.config().times().linkOpening(),
                    (verdict, failure) ->
                            judged(channel, new Asking(application, info), verdict, failure));
        }
    }

    private void judged(
            Channel channel,
            Asking asking,
            @Nullable LinkVerdict verdict,
            @Nullable Throwable failure) {
        if (!channel.isActive() || over) {
            return;
        }
        if (failure != null || verdict == null) {
            LOG.warn("a link of version 1 is refused: its key was not judged", failure);
            refuse(channel, asking, 503, "key not judged", Refusal.UNJUDGED);
            return;
        }
        switch (verdict) {
            case LinkVerdict.Refused refused ->
                    refuse(channel, asking, refused.status(), refused.title(), Refusal.of(refused));
            case LinkVerdict.Accepted accepted -> moveHome(channel, asking, accepted);
        }
    }

    private void refuse(Channel channel, Asking asking, int status, String title, Refusal refusal) {
        services.audit().refused(asking.application(), status, title);
        close(channel, refusal);
    }

    /// Refuses whoever has not even said who it is.
    private void turnAway(Channel channel, Refusal refusal) {
        LOG.info(
                "link of version 1 refused peer={} code={} reason={}",
                services.peer(channel, upgrade).getHostAddress(),
                refusal.closeCode(),
                refusal.reason());
        close(channel, refusal);
    }

    private void close(Channel channel, Refusal refusal) {
        over = true;
        channel.config().setAutoRead(true); // its close frame is to be read
        WebSocketFrames.close(channel, refusal.closeCode(), refusal.reason());
    }

    private void moveHome(Channel channel, Asking asking, LinkVerdict.Accepted accepted) {
        EventLoop loop = services.home().loopOf(accepted.name());
        if (loop == channel.eventLoop()) {
            open(channel, asking, accepted);
        } else {
            ChannelMover.move(channel, loop, () -> moveHome(channel, asking, accepted));
        }
    }

    private void open(Channel channel, Asking asking, LinkVerdict.Accepted accepted) {
        if (!channel.isActive()) {
            return;
        }
        LinkLife life = new LinkLife(services, asking.application(), accepted, channel, VERSION);
        if (!services.room().enter(life, channel)) {
            boolean draining = services.room().isDraining();
            refuse(
                    channel,
                    asking,
                    503,
                    draining ? "Server draining" : "Server full",
                    draining ? Refusal.DRAINING : Refusal.FULL);
            return;
        }
        V1Link link =
                new V1Link(life.linkId(), asking.client(upgrade), services.config(), budget, life);
        life.begins(link, codec);
        codec.maxMessageBytes(V1Link.maxMessageBytes(services.config()));
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addFirst(
                new Liveness(
                        (asked, number) -> WebSocketFrames.ping(asked.channel()),
                        Liveness.Patience.DEFAULT,
                        System::nanoTime));
        pipeline.addLast(link, life.tail());
        ChannelHandlerContext mine = pipeline.context(this);
        String subdomain = accepted.name().value();
        link.begin(
                new Message.HostnameAssigned(
                        subdomain + "." + services.config().domain(), subdomain, true));
        while (!early.isEmpty()) {
            mine.fireChannelRead(early.remove());
        }
        pipeline.remove(this);
        channel.config().setAutoRead(true);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOG.error("opening of a link failed", cause);
        }
        ctx.close();
    }

    /// A client on its way in.
    private record Asking(LinkApplication application, Message.ClientInfo info) {

        V1Client client(LinkUpgrade upgrade) {
            boolean early = !info.apiKey().isEmpty() && !upgrade.hasExactBearer();
            return new V1Client(info.exact(), early);
        }
    }
}
