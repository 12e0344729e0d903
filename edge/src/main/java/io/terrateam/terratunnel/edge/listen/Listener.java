package io.terrateam.terratunnel.edge.listen;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.terrateam.terratunnel.edge.config.EdgeConfig;
import io.terrateam.terratunnel.edge.visitor.VisitorPipeline;
import io.terrateam.terratunnel.edge.visitor.VisitorServices;
import java.net.InetSocketAddress;

/// The listening socket and everything that came in through it.
///
/// Thread: any.
public final class Listener {

    /// Long bodies are read in large pieces: each costs a turn of the loop, and a message on the
    /// link.
    private static final int READ_BYTES = 256 << 10;

    /// One connection has the loop to itself for a mebibyte at most.
    private static final int READS_PER_TURN = 4;

    private static final WriteBufferWaterMark WATER_MARK =
            new WriteBufferWaterMark(64 << 10, 128 << 10);
    private static final int BACKLOG = 4096;

    private final Channel listening;
    private final ChannelGroup connections;

    private Listener(Channel listening, ChannelGroup connections) {
        this.listening = listening;
        this.connections = connections;
    }

    /// Binds; blocks until that is done.
    ///
    /// Connections have `TCP_NODELAY` without being told: Netty sets it on every socket, and again
    /// for an option.
    ///
    /// Failure: the `BindException` (as a sneaky throw of Netty's) where the port is taken.
    public static Listener bind(
            EdgeConfig config,
            Transport transport,
            EventLoopGroup loops,
            VisitorServices services) {
        ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
        ConnectionLimits limits = new ConnectionLimits(config.counts(), services::isTrustedProxy);
        ServerBootstrap bootstrap =
                new ServerBootstrap()
                        .group(loops, new ArrivalLoops(loops, services.forecast()))
                        .channel(transport.serverChannel())
                        .option(ChannelOption.SO_BACKLOG, BACKLOG)
                        .option(ChannelOption.SO_REUSEADDR, true)
                        .childOption(ChannelOption.RECVBUF_ALLOCATOR, reads())
                        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                        .childHandler(
                                new ChannelInitializer<>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        if (limits.admit(channel)) {
                                            connections.add(channel);
                                            VisitorPipeline.install(channel, services);
                                        } else {
                                            channel.close();
                                        }
                                    }
                                });
        transport.tune(bootstrap);
        Channel listening =
                bootstrap.bind(config.host(), config.port()).syncUninterruptibly().channel();
        return new Listener(listening, connections);
    }

    private static RecvByteBufAllocator reads() {
        AdaptiveRecvByteBufAllocator reads =
                new AdaptiveRecvByteBufAllocator(512, 2048, READ_BYTES);
        reads.maxMessagesPerRead(READS_PER_TURN);
        return reads;
    }

    /// The port that is listened on.
    public int port() {
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    /// Accepts no more; lets connections end after what they carry.
    public void drain() {
        listening.close();
        for (Channel connection : connections) {
            connection
                    .eventLoop()
                    .execute(() ->
                            connection
                                    .pipeline()
                                    .fireUserEventTriggered(new VisitorPipeline.Drain()));
        }
    }

    /// How many connections are open, links included.
    public int openConnections() {
        return connections.size();
    }

    /// Ends everything at once.
    public void close() {
        listening.close().awaitUninterruptibly(1_000);
        connections.close().awaitUninterruptibly(1_000);
    }
}
