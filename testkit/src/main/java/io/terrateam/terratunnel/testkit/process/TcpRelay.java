package io.terrateam.terratunnel.testkit.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// The network between two peers: passes bytes until it is told to lose them, to cut, or to refuse.
///
/// Thread: two virtual threads for each connection; public methods from any thread.
public final class TcpRelay implements AutoCloseable {
    private final ServerSocket listener;
    private final int targetPort;
    private final Set<Pair> pairs = ConcurrentHashMap.newKeySet();
    private final AtomicLong bytesPassed = new AtomicLong();
    private volatile boolean isRefusing;

    private TcpRelay(ServerSocket listener, int targetPort) {
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

        void pump(Socket from, Socket to) {
            byte[] buffer = new byte[64 * 1024];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
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
        var listener = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
        var relay = new TcpRelay(listener, targetPort);
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
        Thread.ofVirtual().name("relay-out").start(() -> pair.pump(near, far));
        Thread.ofVirtual().name("relay-back").start(() -> pair.pump(far, near));
    }
}
