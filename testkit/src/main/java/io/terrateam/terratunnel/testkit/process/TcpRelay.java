package io.terrateam.terratunnel.testkit.process;

import io.terrateam.terratunnel.testkit.wire.HttpHead;
import io.terrateam.terratunnel.testkit.wire.WireReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;

/// The network between two peers: passes bytes until it is told to lose them, to cut, or to refuse.
///
/// Thread: two virtual threads for each connection; public methods from any thread.
public final class TcpRelay implements AutoCloseable {
    private final ServerSocket listener;
    private final int targetPort;
    private final Optional<String> host;
    private final Set<Pair> pairs = ConcurrentHashMap.newKeySet();
    private final AtomicLong bytesPassed = new AtomicLong();
    private volatile boolean isRefusing;

    private TcpRelay(ServerSocket listener, int targetPort, Optional<String> host) {
        this.host = host;
        this.listener = listener;
        this.targetPort = targetPort;
    }

    /// Both sockets of one relayed connection.
    private final class Pair {
        final Socket near;
        final Socket far;
        volatile boolean isBlackHole;

        Pair(Socket near, Socket far) {
            this.near = near;
            this.far = far;
        }

        void pumpOut() {
            try {
                var in = new WireReader(near.getInputStream());
                if (host.isPresent()) {
                    passFirstHead(in, host.get());
                }
                pump(in, far);
            } catch (IOException e) {
                cut();
            }
        }

        void pumpBack() {
            try {
                pump(new WireReader(far.getInputStream()), near);
            } catch (IOException e) {
                cut();
            }
        }

        private void passFirstHead(WireReader in, String asked) throws IOException {
            HttpHead head = HttpHead.read(in).orElseThrow(() -> new IOException("no head"));
            var text = new StringBuilder(head.startLine()).append("\r\n");
            for (String line : head.lines()) {
                boolean isHost = line.regionMatches(true, 0, "host:", 0, 5);
                text.append(isHost ? "Host: " + asked : line).append("\r\n");
            }
            far.getOutputStream().write(WireReader.latin1(text.append("\r\n").toString()));
        }

        private void pump(WireReader in, Socket to) {
            byte[] buffer = new byte[64 * 1024];
            try {
                OutputStream out = to.getOutputStream();
                for (int n = in.read(buffer, 0, buffer.length);
                        n >= 0;
                        n = in.read(buffer, 0, buffer.length)) {
                    if (!isBlackHole) {
                        bytesPassed.addAndGet(n);
                        out.write(buffer, 0, n);
                        out.flush();
                    }
                }
                if (!isBlackHole) {
                    to.shutdownOutput();
                }
            } catch (IOException e) {
                if (!isBlackHole) {
                    cut();
                }
            }
        }

        void cut() {
            pairs.remove(this);
            for (Socket socket : new Socket[] {near, far}) {
                try {
                    socket.setSoLinger(true, 0);
                    socket.close();
                } catch (IOException e) {
                    // It is gone, which is what was wanted.
                }
            }
        }
    }

    /// Relays a free port to `targetPort` of this machine.
    public static TcpRelay to(int targetPort) throws IOException {
        return start(targetPort, Optional.empty());
    }

    /// The same for visitors who can't be told which `Host` to ask for: the first request of each
    /// connection gets this one.
    public static TcpRelay to(int targetPort, String host) throws IOException {
        return start(targetPort, Optional.of(host));
    }

    /// A proxy that ends TLS on `port` of this machine and passes what was in it to `targetPort`.
    public static TcpRelay withTls(SSLContext tls, int port, int targetPort) throws IOException {
        ServerSocket listener =
                tls.getServerSocketFactory()
                        .createServerSocket(port, 256, InetAddress.getLoopbackAddress());
        return start(listener, targetPort, Optional.empty());
    }

    private static TcpRelay start(int targetPort, Optional<String> host) throws IOException {
        var listener = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
        return start(listener, targetPort, host);
    }

    private static TcpRelay start(ServerSocket listener, int targetPort, Optional<String> host) {
        var relay = new TcpRelay(listener, targetPort, host);
        Thread.ofVirtual().name("relay-accept").start(relay::accept);
        return relay;
    }

    /// The port to connect to.
    public int port() {
        return listener.getLocalPort();
    }

    /// From now on, every connection that is open loses all bytes, both ways, and no end of it is
    /// passed on.
    public void blackHoleOpen() {
        pairs.forEach(pair -> pair.isBlackHole = true);
    }

    /// Cuts every connection that is open with a reset.
    public void cutOpen() {
        pairs.forEach(Pair::cut);
    }

    /// Whether new connections are cut at once.
    public void refuse(boolean refuse) {
        isRefusing = refuse;
    }

    /// How many bytes went through so far, both ways.
    public long bytesPassed() {
        return bytesPassed.get();
    }

    /// How many connections are open.
    public int openConnections() {
        return pairs.size();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cutOpen();
    }

    private void accept() {
        try {
            while (true) {
                Socket near = listener.accept();
                if (isRefusing) {
                    near.setSoLinger(true, 0);
                    near.close();
                } else {
                    relay(near);
                }
            }
        } catch (IOException e) {
            // Closed: nothing more to accept.
        }
    }

    private void relay(Socket near) throws IOException {
        Socket far;
        try {
            far = new Socket(InetAddress.getLoopbackAddress(), targetPort);
        } catch (IOException e) {
            near.close();
            return;
        }
        near.setTcpNoDelay(true);
        far.setTcpNoDelay(true);
        var pair = new Pair(near, far);
        pairs.add(pair);
        Thread.ofVirtual().name("relay-out").start(pair::pumpOut);
        Thread.ofVirtual().name("relay-back").start(pair::pumpBack);
    }
}
