package io.terrateam.terratunnel.agent.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a race makes of time that the loop, not the other side, has taken.
final class ConnectRaceTest {

    private static final Duration LIMIT = Duration.ofMillis(300);

    private final Transport transport = Transport.best();
    private ServerSocket listener;

    @BeforeEach
    void listen() throws Exception {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        listener.setSoTimeout(10_000);
    }

    @AfterEach
    void stop() throws Exception {
        transport.close();
        listener.close();
    }

    private SocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort());
    }

    /// The loop reads from its sockets for longer than a connection may take, and gets to those
    /// that have answered only behind that.
    @Test
    void aLoopThatWasBusyForLongerThanTheLimit_findsTheConnectionAllTheSame() throws Exception {
        CompletableFuture<Future<Channel>> race = new CompletableFuture<>();
        transport
                .tcp()
                .handler(handlerThatReadsSlowly(race))
                .connect(address())
                .get(10, TimeUnit.SECONDS);
        try (Socket accepted = listener.accept()) {
            accepted.getOutputStream().write('x');

            Future<Channel> winner = race.get(10, TimeUnit.SECONDS);
            assertThat(winner.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(winner.cause()).isNull();
        }
    }

    private ChannelInitializer<Channel> handlerThatReadsSlowly(
            CompletableFuture<Future<Channel>> race) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel fresh) {
                fresh.config().setAutoRead(true);
                fresh.pipeline()
                        .addLast(
                                new ChannelInboundHandlerAdapter() {
                                    @Override
                                    public void channelRead(ChannelHandlerContext ctx, Object read)
                                            throws InterruptedException {
                                        ReferenceCountUtil.release(read);
                                        race.complete(
                                                ConnectRace.toAny(
                                                        transport.tcp(),
                                                        List.of(address()),
                                                        LIMIT));
                                        boolean never =
                                                new CountDownLatch(1)
                                                        .await(
                                                                2 * LIMIT.toMillis(),
                                                                TimeUnit.MILLISECONDS);
                                        assertThat(never).isFalse();
                                    }
                                });
            }
        };
    }

    @Test
    void whoeverTakesNoConnectionIsGivenUpAfterTheLimit() throws Exception {
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket first = new Socket(full.getInetAddress(), full.getLocalPort());
                Socket second = new Socket(full.getInetAddress(), full.getLocalPort())) {
            assertThat(first.isConnected() && second.isConnected()).isTrue();
            List<SocketAddress> silent = List.of(full.getLocalSocketAddress());

            Future<Channel> winner =
                    CompletableFuture.supplyAsync(
                                    () -> ConnectRace.toAny(transport.tcp(), silent, LIMIT),
                                    transport.loop())
                            .get(10, TimeUnit.SECONDS);

            assertThat(winner.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(winner.cause())
                    .isInstanceOfSatisfying(
                            ConnectFailure.class,
                            failure ->
                                    assertThat(failure.kind())
                                            .isEqualTo(ConnectFailure.Kind.TIMED_OUT));
        }
    }
}
