package io.terrateam.terratunnel.agent.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.terrateam.terratunnel.protocol.link.NativeSockets;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// The agent's event loop and the kind of sockets it uses: epoll where its native part loads, NIO
/// elsewhere.
///
/// There is one loop: the link and every origin connection live on it, so that nothing of an
/// exchange crosses threads.
///
/// Thread: safe to use from any; the loop's thread is a daemon. Owns: the loop, until [#close].
public final class Transport implements AutoCloseable {

    /// Unsent bytes that the kernel may hold for a link: more would delay a small exchange behind a
    /// big one.
    private static final int NOT_SENT_LOW_WATER_BYTES = 64 * 1024;

    /// What an origin sends is read in large pieces: each costs a turn of the loop, and a message
    /// on the link.
    private static final int ORIGIN_READ_BYTES = 256 << 10;

    private static final int LINK_READ_BYTES = 64 << 10;
    private static final int USER_TIMEOUT_MILLIS = 20_000;
    private static final long CLOSE_LIMIT_MILLIS = 2_000;

    private final EventLoopGroup group;
    private final EventLoop loop;
    private final boolean epoll;

    private Transport(boolean epoll) {
        this.epoll = epoll;
        this.group =
                new MultiThreadIoEventLoopGroup(
                        1,
                        new DefaultThreadFactory("terratunnel-agent", true),
                        epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        this.loop = group.next();
    }

    /// The best transport of this machine.
    public static Transport best() {
        return new Transport(Epoll.isAvailable() && NativeSockets.canTellErrors());
    }

    /// The portable one.
    public static Transport nio() {
        return new Transport(false);
    }

    /// The one loop.
    public EventLoop loop() {
        return loop;
    }

    /// The name of the kind of sockets in use, for the start-up line.
    public String kind() {
        return epoll ? "epoll" : "nio";
    }

    /// A bootstrap for TCP on the loop, without delay of small writes, which starts to read only
    /// when told to.
    public Bootstrap tcp() {
        Class<? extends Channel> kind = epoll ? EpollSocketChannel.class : NioSocketChannel.class;
        return new Bootstrap()
                .group(loop)
                .channel(kind)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.RECVBUF_ALLOCATOR, oneReadPerTurn(ORIGIN_READ_BYTES))
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.AUTO_READ, false);
    }

    /// One read, then what it brought is flushed: sixteen of them, Netty's default, make a message
    /// that no longer fits the processor's cache.
    private static RecvByteBufAllocator oneReadPerTurn(int maxBytes) {
        AdaptiveRecvByteBufAllocator sizes = new AdaptiveRecvByteBufAllocator(512, 2048, maxBytes);
        sizes.maxMessagesPerRead(1);
        return sizes;
    }

    /// Like [#tcp], set up for a link: little unsent data in the kernel, and a dead path noticed by
    /// the kernel too.
    public Bootstrap linkTcp() {
        Bootstrap bootstrap =
                tcp().option(ChannelOption.RECVBUF_ALLOCATOR, oneReadPerTurn(LINK_READ_BYTES));
        if (epoll) {
            bootstrap
                    .option(EpollChannelOption.TCP_NOTSENT_LOWAT, (long) NOT_SENT_LOW_WATER_BYTES)
                    .option(EpollChannelOption.TCP_USER_TIMEOUT, USER_TIMEOUT_MILLIS);
        } else {
            bootstrap.option(ChannelOption.SO_SNDBUF, 4 * NOT_SENT_LOW_WATER_BYTES);
        }
        return bootstrap;
    }

    /// A bootstrap for unix domain sockets.
    public Bootstrap unix() {
        Class<? extends Channel> kind =
                epoll ? EpollDomainSocketChannel.class : NioDomainSocketChannel.class;
        return new Bootstrap().group(loop).channel(kind).option(ChannelOption.AUTO_READ, false);
    }

    /// The address that [#unix] connects to.
    public SocketAddress unixAddress(Path socket) {
        return epoll
                ? new DomainSocketAddress(socket.toString())
                : UnixDomainSocketAddress.of(socket);
    }

    /// Ends the loop; what it still has to do gets two seconds.
    @Override
    public void close() {
        group.shutdownGracefully(0, CLOSE_LIMIT_MILLIS, TimeUnit.MILLISECONDS);
    }
}
