package io.terrateam.terratunnel.testkit.origin;

import io.terrateam.terratunnel.testkit.wire.HttpHead;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// A local application on a raw socket: [StandardRoutes] by path, and scripts that tests register
/// for paths of their own.
///
/// It keeps the head of every request that arrived, as it arrived, and counts connections.
///
/// Thread: one virtual thread for each connection; all public methods from any thread.
public final class TestOrigin implements AutoCloseable {
    private static final int MAX_KEPT_HEADS = 50_000;

    private final ServerSocket listener;
    private final Map<String, OriginScript> scripts = new ConcurrentHashMap<>();
    private final ConcurrentLinkedDeque<HttpHead> heads = new ConcurrentLinkedDeque<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connectionCount = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);

    private TestOrigin(ServerSocket listener) {
        this.listener = listener;
    }

    /// Starts on a free port of the loopback address.
    public static TestOrigin start() throws IOException {
        return start(0);
    }

    /// Starts on a port of the loopback address.
    public static TestOrigin start(int port) throws IOException {
        var listener = new ServerSocket();
        listener.setReuseAddress(true);
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
        return start(listener);
    }

    /// Starts on a socket that listens, for other addresses and for TLS.
    public static TestOrigin start(ServerSocket listener) {
        var origin = new TestOrigin(listener);
        Thread.ofVirtual().name("origin-accept").start(origin::accept);
        return origin;
    }

    /// Runs an origin as a process of its own: prints its port and serves until it is killed.
    static void main() throws Exception {
        try (var origin = start()) {
            System.out.println("origin on port " + origin.port());
            origin.closed.await();
        }
    }

    /// Plays `script` for every request to `path` (without its query), in place of what was there.
    public void script(String path, OriginScript script) {
        scripts.put(path, script);
    }

    /// The port it listens on.
    public int port() {
        return listener.getLocalPort();
    }

    /// Its URL, as for `--local-endpoint`.
    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /// Heads of the requests so far whose target begins with `prefix`, oldest first.
    public List<HttpHead> requestsTo(String prefix) {
        return heads.stream().filter(head -> head.target().startsWith(prefix)).toList();
    }

    /// The newest request whose target begins with `prefix`.
    public Optional<HttpHead> lastTo(String prefix) {
        List<HttpHead> all = requestsTo(prefix);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
    }

    /// How many requests arrived, whatever they asked for.
    public int requestCount() {
        return heads.size();
    }

    /// How many connections were accepted.
    public int connectionCount() {
        return connectionCount.get();
    }

    /// How many connections are open now.
    public int openConnections() {
        return open.size();
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                connectionCount.incrementAndGet();
                open.add(socket);
                Thread.ofVirtual().name("origin-connection").start(() -> serve(socket));
            }
        } catch (IOException e) {
            // Closed: nothing more to accept.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var connection = new OriginConnection(socket, closed);
            do {
                Optional<HttpHead> head = HttpHead.read(connection.reader());
                if (head.isEmpty()) {
                    return;
                }
                record(head.get());
                scriptFor(head.get()).play(connection, head.get());
            } while (connection.takeKept());
        } catch (IOException | RuntimeException e) {
            // The peer left or the script cut: both are what tests are about.
        } finally {
            open.remove(socket);
        }
    }

    private void record(HttpHead head) {
        heads.addLast(head);
        if (heads.size() > MAX_KEPT_HEADS) {
            heads.pollFirst();
        }
    }

    private OriginScript scriptFor(HttpHead head) {
        String path = head.target().split("\\?", 2)[0];
        OriginScript script = scripts.get(path);
        return script != null ? script : StandardRoutes.find(path);
    }
}
