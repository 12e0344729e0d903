package io.terrateam.terratunnel.testkit.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A UNIX domain socket whose connections lead to a port of this machine.
///
/// Thread: two virtual threads for each connection.
public final class UnixRelay implements AutoCloseable {
    private final ServerSocketChannel listener;
    private final int targetPort;
    private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();

    private UnixRelay(ServerSocketChannel listener, int targetPort) {
        this.listener = listener;
        this.targetPort = targetPort;
    }

    /// Makes the socket and relays it to `targetPort`.
    public static UnixRelay listen(Path socket, int targetPort) throws IOException {
        var listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listener.bind(UnixDomainSocketAddress.of(socket));
        var relay = new UnixRelay(listener, targetPort);
        Thread.ofVirtual().name("unix-accept").start(relay::accept);
        return relay;
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel near = listener.accept();
                open.add(near);
                SocketChannel far =
                        SocketChannel.open(
                                new InetSocketAddress(
                                        InetAddress.getLoopbackAddress(), targetPort));
                open.add(far);
                Thread.ofVirtual().name("unix-out").start(() -> pump(near, far));
                Thread.ofVirtual().name("unix-back").start(() -> pump(far, near));
            }
        } catch (IOException e) {
            // Closed: nothing more to accept.
        }
    }

    private void pump(SocketChannel from, SocketChannel to) {
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        try (from) {
            while (from.read(buffer.clear()) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
            }
            to.close();
        } catch (IOException e) {
            // One side left, and so does the other.
        } finally {
            open.remove(from);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (SocketChannel channel : open) {
            channel.close();
        }
    }
}
