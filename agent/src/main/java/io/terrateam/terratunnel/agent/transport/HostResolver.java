package io.terrateam.terratunnel.agent.transport;

import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Names to addresses, without blocking the loop.
///
/// `localhost` and every name below it is this machine (RFC 6761 section 6.3), on both address
/// families, whatever a resolver would say: many development servers listen on `::1` alone. All
/// other names block a virtual thread.
///
/// Thread: the loop. Failure: the future fails with `UnknownHostException`.
public final class HostResolver {

    private static final List<InetAddress> LOOPBACKS =
            List.of(
                    address(new byte[] {127, 0, 0, 1}),
                    address(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}));

    private final EventLoop loop;

    /// A resolver whose answers come on `loop`.
    public HostResolver(EventLoop loop) {
        this.loop = loop;
    }

    /// Whether `host` is this machine by its name or number alone.
    public static boolean isLoopback(String host) {
        byte[] number = NetUtil.createByteArrayFromIpAddressString(host);
        return number == null ? isLocalName(host) : address(number).isLoopbackAddress();
    }

    /// The addresses of `host`, in the order in which to try them; never empty.
    public Future<List<InetAddress>> resolve(String host) {
        if (isLocalName(host)) {
            return loop.newSucceededFuture(LOOPBACKS);
        }
        byte[] number = NetUtil.createByteArrayFromIpAddressString(host);
        if (number != null) {
            return loop.newSucceededFuture(List.of(address(number)));
        }
        Promise<List<InetAddress>> found = loop.newPromise();
        Thread.ofVirtual().name("resolve " + host).start(() -> lookUp(host, found));
        return found;
    }

    private static void lookUp(String host, Promise<List<InetAddress>> found) {
        try {
            found.trySuccess(alternateFamilies(List.of(InetAddress.getAllByName(host))));
        } catch (UnknownHostException | SecurityException failure) {
            found.tryFailure(failure);
        }
    }

    /// RFC 8305 section 4: the first address as the system has it, then the other family's, and so
    /// on.
    static List<InetAddress> alternateFamilies(List<InetAddress> addresses) {
        Class<?> first = addresses.getFirst().getClass();
        List<InetAddress> leading =
                addresses.stream().filter(a -> a.getClass().equals(first)).toList();
        List<InetAddress> others =
                addresses.stream().filter(a -> !a.getClass().equals(first)).toList();
        List<InetAddress> order = new ArrayList<>(addresses.size());
        for (int i = 0; i < Math.max(leading.size(), others.size()); i++) {
            if (i < leading.size()) {
                order.add(leading.get(i));
            }
            if (i < others.size()) {
                order.add(others.get(i));
            }
        }
        return order;
    }

    private static boolean isLocalName(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        String name = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
        return name.equals("localhost") || name.endsWith(".localhost");
    }

    private static InetAddress address(byte[] number) {
        try {
            return InetAddress.getByAddress(number);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
