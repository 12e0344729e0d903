package io.terrateam.terratunnel.edge.listen;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
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

    /// The best that this machine has.
    public static Transport best() {
        return Epoll.isAvailable() && NativeSockets.canTellErrors()
                ? new Transport(
                        "epoll", EpollIoHandler.newFactory(), EpollServerSocketChannel.class)
                : new Transport("nio", NioIoHandler.newFactory(), NioServerSocketChannel.class);
    }

    /// Event loops, one per core.
    public MultiThreadIoEventLoopGroup loops() {
        int cores = Runtime.getRuntime().availableProcessors();
        return new MultiThreadIoEventLoopGroup(cores, new DefaultThreadFactory("edge"), handlers);
    }
}
