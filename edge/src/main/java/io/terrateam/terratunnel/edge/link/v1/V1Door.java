package io.terrateam.terratunnel.edge.link.v1;

import io.netty.channel.Channel;
import io.netty.util.internal.PlatformDependent;
import io.terrateam.terratunnel.edge.link.LinkAcceptor;
import io.terrateam.terratunnel.edge.link.LinkServices;
import io.terrateam.terratunnel.edge.link.LinkUpgrade;
import io.terrateam.terratunnel.protocol.link.MessageBudget;
import io.terrateam.terratunnel.protocol.link.TextMessageCodec;
import io.terrateam.terratunnel.protocol.link.WebSocketCodec;
import io.terrateam.terratunnel.protocol.v1.V1;

/// Where links of version 1 come in: the upgrade is always answered 101, and who may not come in is
/// told by a close frame.
///
/// Thread: any loop. Limits: all links together hold at most [#INCOMPLETE_BYTES], or a third of the
/// memory for buffers, of messages that have not come whole and of requests that have not.
public final class V1Door implements LinkAcceptor.Version1Door {

    /// For all links together.
    public static final long INCOMPLETE_BYTES = 256L << 20;

    private final LinkServices services;
    private final MessageBudget budget =
            new MessageBudget(Math.min(INCOMPLETE_BYTES, PlatformDependent.maxDirectMemory() / 3));

    /// Opens links of the tunnels in `services`.
    public V1Door(LinkServices services) {
        this.services = services;
    }

    /// A turn later: what the request's decoder has read behind it is still on its way.
    @Override
    public void open(Channel channel, LinkUpgrade upgrade, LinkAcceptor.HttpSide http) {
        channel.eventLoop()
                .execute(() -> {
                    if (channel.isActive()) {
                        begin(channel, upgrade, http);
                    }
                });
    }

    private void begin(Channel channel, LinkUpgrade upgrade, LinkAcceptor.HttpSide http) {
        TextMessageCodec codec =
                new TextMessageCodec(WebSocketCodec.Role.EDGE, V1.MAX_FIRST_MESSAGE_BYTES, budget);
        LinkAcceptor.tune(channel);
        http.makeWay(
                upgrade.switching(),
                () ->
                        channel.pipeline()
                                .addLast(codec, new V1Opening(services, upgrade, codec, budget)));
        channel.config().setAutoRead(true);
    }
}
