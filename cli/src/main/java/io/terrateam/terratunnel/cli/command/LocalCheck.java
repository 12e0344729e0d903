package io.terrateam.terratunnel.cli.command;

import io.netty.util.NetUtil;
import io.terrateam.terratunnel.agent.origin.OriginAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Whether the local service takes connections, for `--require-local`.
final class LocalCheck {
    private static final int TIMEOUT_MILLIS = 2_000;

    private static final byte[] IPV6_LOOPBACK = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    private LocalCheck() {}

    /// What is wrong, with every address that was tried; empty if one of them takes connections.
    static Optional<String> problem(OriginAddress origin) {
        return origin.socket().isPresent()
                ? unixProblem(origin.socket().get())
                : tcpProblem(origin.host(), origin.port());
    }

    private static Optional<String> unixProblem(Path path) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(path));
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("unix:" + path + " (" + e.getMessage() + ")");
        }
    }

    private static Optional<String> tcpProblem(String host, int port) {
        List<String> tried = new ArrayList<>();
        try {
            for (InetAddress address : addresses(host)) {
                try (Socket socket = new Socket()) {
                    socket.connect(new InetSocketAddress(address, port), TIMEOUT_MILLIS);
                    return Optional.empty();
                } catch (IOException e) {
                    tried.add(
                            NetUtil.toSocketAddressString(new InetSocketAddress(address, port))
                                    + " ("
                                    + e.getMessage()
                                    + ")");
                }
            }
            return Optional.of(String.join(", ", tried));
        } catch (UnknownHostException e) {
            return Optional.of("the name " + host + " is not known");
        }
    }

    private static List<InetAddress> addresses(String host) throws UnknownHostException {
        return host.equals("localhost")
                ? List.of(
                        InetAddress.getByAddress(new byte[] {127, 0, 0, 1}),
                        InetAddress.getByAddress(IPV6_LOOPBACK))
                : List.of(InetAddress.getAllByName(host));
    }
}
