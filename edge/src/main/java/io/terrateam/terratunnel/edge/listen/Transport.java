package io.terrateam.terratunnel.edge.listen;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.terrateam.terratunnel.protocol.link.NativeSockets;

/// How sockets are driven: epoll where its native library loads, NIO elsewhere.
///
/// @param name `epoll` or `nio`, for the start-up line
/// @param serverChannel the type of a listening socket
public record Transport(
        String name, IoHandlerFactory handlers, Class<? extends ServerChannel> serverChannel) {

    /// Seconds for which the kernel keeps a connection to itself until its first bytes come. One
    /// that stays silent for longer is accepted like any other, and is then our deadlines'
    /// business.
    private static final int DEFER_ACCEPT_SECONDS = 1;

    /// The best that this machine has.
    public static Transport best() {
        return Epoll.isAvailable() && NativeSockets.canTellErrors()
                ? new Transport(
                        "epoll", EpollIoHandler.newFactory(), EpollServerSocketChannel.class)
                : new Transport("nio", NioIoHandler.newFactory(), NioServerSocketChannel.class);
    }

    /// Makes the most of this transport in listening sockets.
    ///
    /// A connection that is accepted with its request costs its loop one wake-up less: with one
    /// request on each connection, a twentieth of all CPU.
    void tune(ServerBootstrap bootstrap) {
        if (serverChannel == EpollServerSocketChannel.class) {
            bootstrap.option(EpollChannelOption.TCP_DEFER_ACCEPT, DEFER_ACCEPT_SECONDS);
        }
    }

    /// Event loops, one per core.
    public MultiThreadIoEventLoopGroup loops() {
        int cores = Runtime.getRuntime().availableProcessors();
        return new MultiThreadIoEventLoopGroup(cores, new DefaultThreadFactory("edge"), handlers);
    }
}
