package io.terrateam.terratunnel.agent.origin;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.util.concurrent.Future;
import io.terrateam.terratunnel.agent.transport.ConnectFailure;
import io.terrateam.terratunnel.agent.transport.ConnectRace;
import io.terrateam.terratunnel.agent.transport.HandshakeGuard;
import io.terrateam.terratunnel.agent.transport.HostResolver;
import io.terrateam.terratunnel.agent.transport.Transport;
import io.terrateam.terratunnel.protocol.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Connects to the one configured origin, and keeps connections that ended their exchange cleanly.
///
/// Thread: the loop. Owns: every connection, idle or not, until it is closed. Limits: a connection
/// attempt gets [#CONNECT_LIMIT] in all, so that visitors of an origin that is down wait less than
/// a second; [#MAX_CONNECTING] attempts run at once, or [#LOOPBACK_MAX_CONNECTING] on this machine,
/// and others wait for their turn ([ConnectQueue]); [#MAX_IDLE] connections are kept, each for at
/// most a minute. Failure: told to the listener that asked; [Reachability] hears of changes.
public final class OriginConnections {

    /// Hears when the origin stops or starts taking connections.
    public interface Reachability {
        /// It changed.
        ///
        /// @param problem which address did what; empty when reachable
        void changed(boolean reachable, String problem);
    }

    /// Time for finding and connecting an origin on another machine.
    public static final Duration CONNECT_LIMIT = Duration.ofMillis(900);

    /// The same for this machine, where a service that is down refuses at once: whoever is silent
    /// here has more connections waiting than it takes, and the kernel tries again after one and
    /// three seconds.
    public static final Duration LOOPBACK_CONNECT_LIMIT = Duration.ofSeconds(5);

    /// Attempts at once to connect, TLS included: enough for an origin some way off.
    public static final int MAX_CONNECTING = 256;

    /// The same for this machine, where each takes no time: less than what most services let wait.
    public static final int LOOPBACK_MAX_CONNECTING = 32;

    /// Connections kept for later exchanges.
    public static final int MAX_IDLE = 256;

    private static final Duration TLS_LIMIT = Duration.ofSeconds(10);
    private static final long MAX_IDLE_NANOS = TimeUnit.SECONDS.toNanos(60);

    /// What can't be repeated goes only over a connection used a moment ago: the origin is hardly
    /// closing that one.
    private static final long FRESH_ENOUGH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Transport transport;
    private final OriginAddress address;
    private final OriginTls tls;
    private final HostResolver resolver;
    private final Duration connectLimit;
    private final LongSupplier nanoTime;
    private final Reachability reachability;
    private final ConnectQueue connecting;
    private final Deque<OriginConnection> idle = new ArrayDeque<>();
    private final Set<OriginConnection> open = new HashSet<>();
    private boolean reachable = true;

    private OriginConnections(
            Transport transport,
            OriginAddress address,
            OriginTls tls,
            LongSupplier nanoTime,
            Reachability reachability) {
        this.transport = transport;
        this.address = address;
        this.tls = tls;
        this.resolver = new HostResolver(transport.loop());
        this.connectLimit = address.isLoopback() ? LOOPBACK_CONNECT_LIMIT : CONNECT_LIMIT;
        this.nanoTime = nanoTime;
        this.reachability = reachability;
        int atOnce = address.isLoopback() ? LOOPBACK_MAX_CONNECTING : MAX_CONNECTING;
        this.connecting = new ConnectQueue(atOnce, this::begin);
    }

    /// Connections to `address`.
    ///
    /// @param insecure accept any certificate of an `https` origin
    /// @param ca a PEM file with the authorities to trust instead of the system's Failure:
    ///   `IllegalArgumentException` where that file can't be read.
    public static OriginConnections to(
            OriginAddress address,
            boolean insecure,
            Optional<Path> ca,
            Transport transport,
            LongSupplier nanoTime,
            Reachability reachability) {
        OriginTls tls = OriginTls.of(address, insecure, ca, TLS_LIMIT);
        return new OriginConnections(transport, address, tls, nanoTime, reachability);
    }

    /// The origin's address.
    public OriginAddress address() {
        return address;
    }

    /// Gets a connection for one exchange: one that was kept, at once, or a new one.
    ///
    /// @param repeatable whether the exchange could be tried again should a kept connection turn
    ///   out to be closed
    public void acquire(boolean repeatable, OriginListener listener) {
        OriginConnection kept = takeIdle(repeatable ? MAX_IDLE_NANOS : FRESH_ENOUGH_NANOS);
        if (kept != null) {
            listener.connected(kept);
        } else {
            connect(listener);
        }
    }

    /// The connection used last, unless all have rested too long.
    private @Nullable OriginConnection takeIdle(long limitNanos) {
        while (true) {
            OriginConnection kept = idle.peekFirst();
            if (kept == null || kept.isStale(nanoTime.getAsLong(), limitNanos)) {
                return null;
            }
            idle.removeFirst();
            if (kept.isUsable()) {
                return kept;
            }
        }
    }

    /// Makes a new connection, or waits for one that becomes free where too many are being made.
    public void connect(OriginListener listener) {
        connecting.add(listener);
    }

    /// The listener needs no connection any more; it may still get one.
    public void leave(OriginListener listener) {
        connecting.remove(listener);
    }

    private void begin(ConnectQueue.Attempt attempt) {
        Future<Channel> connected =
                address.socket()
                        .map(this::connectUnix)
                        .orElseGet(() ->
                                ConnectRace.toHost(
                                        transport.tcp(),
                                        resolver,
                                        address.host(),
                                        address.port(),
                                        connectLimit));
        connected.addListener(done -> {
            if (connected.isSuccess()) {
                secure(connected.getNow(), attempt);
            } else {
                Throwable cause = connected.cause();
                boolean inSilence =
                        cause instanceof ConnectFailure failure
                                && failure.kind() != ConnectFailure.Kind.REFUSED;
                fail(attempt, inSilence, connectFailure(cause));
            }
        });
    }

    private Future<Channel> connectUnix(Path socket) {
        return ConnectRace.toAny(
                transport.unix(), List.of(transport.unixAddress(socket)), connectLimit);
    }

    private void secure(Channel channel, ConnectQueue.Attempt attempt) {
        SslHandler handler = tls.newHandler(channel);
        if (handler == null) {
            opened(channel, attempt);
            return;
        }
        Future<Channel> shaken = HandshakeGuard.handshake(channel, handler);
        shaken.addListener(done -> {
            if (done.isSuccess()) {
                opened(channel, attempt);
            } else {
                boolean inSilence = done.cause() instanceof SslHandshakeTimeoutException;
                fail(attempt, inSilence, tlsFailure(done.cause()));
            }
        });
    }

    private void opened(Channel channel, ConnectQueue.Attempt attempt) {
        // A write that fails must not hide an answer that came first (RFC 9112 section 9.5).
        channel.config().setOption(ChannelOption.AUTO_CLOSE, false);
        OriginConnection connection = new OriginConnection(channel, this);
        open.add(connection);
        channel.config().setAutoRead(true);
        report(true, "");
        connecting.succeeded();
        attempt.listener().connected(connection);
    }

    private void fail(ConnectQueue.Attempt attempt, boolean inSilence, OriginFailure failure) {
        List<OriginListener> unserved = connecting.failed(attempt, inSilence);
        if (!unserved.isEmpty()) {
            report(false, failure.problem());
        }
        for (OriginListener listener : unserved) {
            listener.unreachable(failure);
        }
    }

    private void report(boolean nowReachable, String problem) {
        if (reachable != nowReachable) {
            reachable = nowReachable;
            reachability.changed(nowReachable, problem);
        }
    }

    private OriginFailure connectFailure(@Nullable Throwable cause) {
        if (cause instanceof ConnectFailure failure) {
            ErrorCode code =
                    failure.kind() == ConnectFailure.Kind.UNKNOWN_HOST
                            ? ErrorCode.LOCAL_DNS
                            : ErrorCode.LOCAL_REFUSED;
            return new OriginFailure(code, address + " does not answer: " + failure.problem());
        }
        return new OriginFailure(
                ErrorCode.LOCAL_REFUSED, address + " does not answer: " + message(cause));
    }

    private OriginFailure tlsFailure(@Nullable Throwable cause) {
        if (cause instanceof NotSslRecordException) {
            return new OriginFailure(
                    ErrorCode.LOCAL_TLS,
                    address + " does not speak TLS (without it: --local-endpoint http://…)");
        }
        return new OriginFailure(
                ErrorCode.LOCAL_TLS,
                address
                        + ": TLS handshake failed: "
                        + message(cause)
                        + " (--local-ca FILE trusts its authority, --local-insecure any"
                        + " certificate)");
    }

    OriginFailure protocolFailure(String what) {
        return OriginFailure.protocol(address + " " + what);
    }

    OriginFailure notHttp(@Nullable Throwable cause) {
        String hint = address.tls() ? "" : " (if it speaks TLS: --local-endpoint https://…)";
        return protocolFailure("sent something that is not HTTP: " + message(cause) + hint);
    }

    private static String message(@Nullable Throwable cause) {
        return cause == null ? "unknown" : String.valueOf(cause.getMessage());
    }

    // ---- connections that come back

    void keep(OriginConnection connection) {
        OriginListener next = connecting.pollWaiting();
        if (next == null && idle.size() >= MAX_IDLE) {
            connection.close();
            return;
        }
        connection.restAt(nanoTime.getAsLong());
        if (next == null) {
            idle.addFirst(connection);
        } else {
            next.connected(connection);
        }
    }

    void forget(OriginConnection connection) {
        open.remove(connection);
        idle.remove(connection);
    }

    /// Closes what has rested too long. Returns whether anything is left to look after.
    public boolean sweep() {
        long now = nanoTime.getAsLong();
        while (!idle.isEmpty() && idle.getLast().isStale(now, MAX_IDLE_NANOS)) {
            idle.removeLast().close();
        }
        return !idle.isEmpty();
    }

    /// Closes every connection.
    public void closeAll() {
        for (OriginConnection connection : List.copyOf(open)) {
            connection.close();
        }
    }
}
