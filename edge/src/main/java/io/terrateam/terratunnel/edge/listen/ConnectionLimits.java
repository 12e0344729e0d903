package io.terrateam.terratunnel.edge.listen;

import io.netty.channel.Channel;
import io.terrateam.terratunnel.edge.config.EdgeConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// How many connections there may be, in all and of one address.
///
/// Loopback and trusted proxies are exempt from the limit per address: many visitors come through
/// them.
///
/// Thread: any.
final class ConnectionLimits {

    private final EdgeConfig.Counts counts;
    private final Predicate<InetSocketAddress> exempt;
    private final AtomicInteger all = new AtomicInteger();
    private final ConcurrentMap<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();

    ConnectionLimits(EdgeConfig.Counts counts, Predicate<InetSocketAddress> exempt) {
        this.counts = counts;
        this.exempt = exempt;
    }

    /// Counts a connection in until it closes; false where there are too many.
    boolean admit(Channel channel) {
        InetAddress address = limitedAddress(channel);
        if (all.incrementAndGet() > counts.connections()) {
            all.decrementAndGet();
            return false;
        }
        if (address != null
                && byAddress.merge(address, 1, Integer::sum) > counts.connectionsPerAddress()) {
            release(address);
            return false;
        }
        channel.closeFuture().addListener(closed -> release(address));
        return true;
    }

    private void release(@Nullable InetAddress address) {
        all.decrementAndGet();
        if (address != null) {
            byAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
        }
    }

    private @Nullable InetAddress limitedAddress(Channel channel) {
        if (channel.remoteAddress() instanceof InetSocketAddress socket
                && !socket.getAddress().isLoopbackAddress()
                && !exempt.test(socket)) {
            return socket.getAddress();
        }
        return null;
    }
}
