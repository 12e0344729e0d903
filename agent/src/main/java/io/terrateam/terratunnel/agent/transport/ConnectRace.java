package io.terrateam.terratunnel.agent.transport;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Connects to whichever address of a host answers first.
///
/// The next address is tried as soon as one has failed, and beside it when a quarter of a second
/// passed without word (RFC 8305 section 5). A unix socket whose queue is full says so at once, and
/// is tried again after a moment. The channel that wins doesn't read yet; the others are closed.
///
/// Thread: the loop. Owns: every channel until the race is over; then the winner belongs to the
/// caller. Limits: the caller's, which a loop that had no time to look at its sockets extends.
/// Failure: [ConnectFailure], which names each address that was tried.
public final class ConnectRace {

    private static final Duration STAGGER = Duration.ofMillis(250);
    private static final Duration WAIT_FOR_ROOM = Duration.ofMillis(5);

    private static final Logger LOG = LoggerFactory.getLogger(ConnectRace.class);

    /// The winner gets its handlers from the caller; Netty wants one all the same, and takes it for
    /// several channels only if it says that it may.
    private static final ChannelHandler NO_HANDLERS_YET = new NoHandlersYet();

    @ChannelHandler.Sharable
    private static final class NoHandlersYet extends ChannelInboundHandlerAdapter {
        /// While it is alone, the attempt's own future says why it failed.
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            if (ctx.pipeline().lastContext() == ctx) {
                LOG.debug("while connecting to {}", ctx.channel().remoteAddress(), cause);
            } else {
                ctx.fireExceptionCaught(cause);
            }
        }
    }

    private final Bootstrap bootstrap;
    private final EventLoop loop;
    private final List<SocketAddress> addresses;
    private final Promise<Channel> winner;
    private final List<ChannelFuture> running = new ArrayList<>(2);
    private final List<String> attempts = new ArrayList<>(2);
    private int next;
    private boolean sawTimeout;
    private @Nullable ScheduledFuture<?> stagger;

    private ConnectRace(
            Bootstrap bootstrap, List<SocketAddress> addresses, Promise<Channel> winner) {
        this.bootstrap = bootstrap.handler(NO_HANDLERS_YET);
        this.loop = (EventLoop) bootstrap.config().group();
        this.addresses = addresses;
        this.winner = winner;
    }

    /// Connects to `host`, whose name is looked up first, within `limit` in all.
    public static Future<Channel> toHost(
            Bootstrap bootstrap, HostResolver resolver, String host, int port, Duration limit) {
        EventLoop loop = (EventLoop) bootstrap.config().group();
        Promise<Channel> winner = loop.newPromise();
        Future<List<InetAddress>> found = resolver.resolve(host);
        PatientTimer timer =
                PatientTimer.start(loop, limit, () -> winner.tryFailure(lookUpTimedOut(host)));
        found.addListener(done -> {
            timer.cancel();
            if (!found.isSuccess()) {
                winner.tryFailure(unknown(host));
            } else if (!winner.isDone()) {
                start(bootstrap, sockets(found.getNow(), port), limit, winner);
            }
        });
        return winner;
    }

    /// Connects to the one of `addresses` that answers first, within `limit` in all.
    public static Future<Channel> toAny(
            Bootstrap bootstrap, List<SocketAddress> addresses, Duration limit) {
        EventLoop loop = (EventLoop) bootstrap.config().group();
        Promise<Channel> winner = loop.newPromise();
        start(bootstrap, addresses, limit, winner);
        return winner;
    }

    private static ConnectFailure unknown(String host) {
        return new ConnectFailure(
                ConnectFailure.Kind.UNKNOWN_HOST, List.of(host + ": no such host name"));
    }

    private static ConnectFailure lookUpTimedOut(String host) {
        return new ConnectFailure(
                ConnectFailure.Kind.UNKNOWN_HOST,
                List.of(host + ": no answer from the name server in time"));
    }

    private static List<SocketAddress> sockets(List<InetAddress> found, int port) {
        List<SocketAddress> sockets = new ArrayList<>(found.size());
        for (InetAddress address : found) {
            sockets.add(new InetSocketAddress(address, port));
        }
        return sockets;
    }

    private static void start(
            Bootstrap bootstrap,
            List<SocketAddress> addresses,
            Duration limit,
            Promise<Channel> winner) {
        ConnectRace race = new ConnectRace(bootstrap, addresses, winner);
        PatientTimer timer = PatientTimer.start(race.loop, limit, race::timeUp);
        winner.addListener(done -> {
            timer.cancel();
            race.cancelStagger();
        });
        race.tryNext();
    }

    private void tryNext() {
        cancelStagger();
        if (winner.isDone() || next == addresses.size()) {
            return;
        }
        connect(addresses.get(next++));
        if (!winner.isDone() && stagger == null && next < addresses.size()) {
            stagger = loop.schedule(this::staggerOver, STAGGER.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void connect(SocketAddress address) {
        if (winner.isDone()) {
            return;
        }
        ChannelFuture attempt = bootstrap.connect(address);
        running.add(attempt);
        attempt.addListener(done -> {
            // Without a file descriptor there is no channel, and Netty calls from elsewhere.
            if (loop.inEventLoop()) {
                finished(attempt, address);
            } else {
                loop.execute(() -> finished(attempt, address));
            }
        });
    }

    private void staggerOver() {
        stagger = null;
        tryNext();
    }

    private void cancelStagger() {
        if (stagger != null) {
            stagger.cancel(false);
            stagger = null;
        }
    }

    private void finished(ChannelFuture attempt, SocketAddress address) {
        running.remove(attempt);
        if (attempt.isSuccess()) {
            if (winner.trySuccess(attempt.channel())) {
                abandonOthers();
            } else {
                attempt.channel().close();
            }
            return;
        }
        Throwable cause = attempt.cause();
        if (isWantOfRoom(cause)) {
            loop.schedule(() -> connect(address), WAIT_FOR_ROOM.toNanos(), TimeUnit.NANOSECONDS);
            return;
        }
        sawTimeout |= cause instanceof ConnectTimeoutException;
        attempts.add(describe(address) + ": " + reason(cause));
        tryNext();
        if (running.isEmpty() && next == addresses.size()) {
            winner.tryFailure(failure(sawTimeout));
        }
    }

    /// EAGAIN, which has no class of its own.
    private static boolean isWantOfRoom(@Nullable Throwable cause) {
        String message = cause == null ? null : cause.getMessage();
        return message != null && message.contains("Resource temporarily unavailable");
    }

    private void timeUp() {
        if (winner.isDone()) {
            return;
        }
        for (SocketAddress address : addresses.subList(attempts.size(), next)) {
            attempts.add(describe(address) + ": no answer in time");
        }
        winner.tryFailure(failure(true));
        abandonOthers();
    }

    private void abandonOthers() {
        for (ChannelFuture attempt : List.copyOf(running)) {
            attempt.channel().close();
        }
    }

    private ConnectFailure failure(boolean timedOut) {
        return new ConnectFailure(
                timedOut ? ConnectFailure.Kind.TIMED_OUT : ConnectFailure.Kind.REFUSED, attempts);
    }

    private static String describe(SocketAddress address) {
        if (address instanceof InetSocketAddress inet && !inet.isUnresolved()) {
            String number = inet.getAddress().getHostAddress();
            return (number.indexOf(':') < 0 ? number : "[" + number + "]") + ":" + inet.getPort();
        }
        return address.toString();
    }

    /// Netty repeats the address in its messages; the reason alone is left.
    private static String reason(@Nullable Throwable cause) {
        String message = cause == null ? null : cause.getMessage();
        if (message == null) {
            return "failed";
        }
        if (message.contains("refused")) {
            return "connection refused";
        }
        int end = message.lastIndexOf(": ");
        return end < 0 ? message : message.substring(0, end);
    }
}
