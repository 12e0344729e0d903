package io.terrateam.terratunnel.edge.link;

import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;

/// Socket options that only the epoll transport has; on others setting them does nothing.
final class EpollLinkOptions {

    static final ChannelOption<Long> TCP_NOTSENT_LOWAT = EpollChannelOption.TCP_NOTSENT_LOWAT;
    static final ChannelOption<Integer> TCP_USER_TIMEOUT = EpollChannelOption.TCP_USER_TIMEOUT;

    private EpollLinkOptions() {}
}
