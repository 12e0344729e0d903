package io.terrateam.terratunnel.edge.link;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;

/// Moves a channel to another event loop, so that from then on nothing has to hop between two
/// threads.
///
/// Thread: call it on the channel's loop. What was already read is still handed to the pipeline on
/// the old loop: the caller keeps it until `moved` runs.
public final class ChannelMover {

    private ChannelMover() {}

    /// Moves `channel` to `target` and runs `moved` there; reading is off until then, and on
    /// afterwards.
    ///
    /// A channel that can't be moved is closed.
    public static void move(Channel channel, EventLoop target, Runnable moved) {
        channel.config().setAutoRead(false);
        channel.deregister()
                .addListener(left -> {
                    if (left.isSuccess()) {
                        register(channel, target, moved);
                    } else {
                        channel.close();
                    }
                });
    }

    private static void register(Channel channel, EventLoop target, Runnable moved) {
        target.register(channel)
                .addListener(arrived -> {
                    if (arrived.isSuccess()) {
                        moved.run();
                    } else {
                        channel.close();
                    }
                });
    }
}
