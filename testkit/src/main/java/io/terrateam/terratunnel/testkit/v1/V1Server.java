package io.terrateam.terratunnel.testkit.v1;

import io.terrateam.terratunnel.testkit.Async;
import io.terrateam.terratunnel.testkit.wire.HttpHead;
import io.terrateam.terratunnel.testkit.wire.WebSocketWire;
import io.terrateam.terratunnel.testkit.wire.WireReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A server of version 1: takes clients at `/ws`, and lets visitors through to the newest of them.
///
/// It knows no subprotocols: like the original it answers an upgrade that offers one as if it
/// didn't.
///
/// Thread: a virtual thread for each connection; public methods from any.
public final class V1Server implements AutoCloseable {
    private static final Duration RESEND_AFTER = Duration.ofSeconds(30);

    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final BlockingQueue<V1Link> ready = new LinkedBlockingQueue<>();
    private final List<V1Link> links = new CopyOnWriteArrayList<>();
    private volatile Greeting greeting = this::greet;
    private volatile Optional<String> key = Optional.empty();
    private volatile Duration keepalivePeriod = Duration.ofSeconds(1);
    private volatile Duration resendAfter = RESEND_AFTER;
    private volatile int offerStatus = 101;

    /// What the server does once a client has introduced itself.
    @FunctionalInterface
    public interface Greeting {
        void greet(V1Link link) throws IOException;
    }

    private V1Server(ServerSocket listener) {
        this.listener = listener;
    }

    /// Starts it on a free port of this machine.
    public static V1Server start() throws IOException {
        var server = new V1Server(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        Async.run(server::acceptAll);
        return server;
    }

    /// Its port.
    public int port() {
        return listener.getLocalPort();
    }

    /// The public host of the one tunnel.
    public String hostname() {
        return "old-name.localhost:" + port();
    }

    /// Takes clients only with this key, in the header or, without one there, in the message.
    public V1Server requireKey(String required) {
        key = Optional.of(required);
        return this;
    }

    /// Does something of the test's own with clients.
    public V1Server greeting(Greeting own) {
        greeting = own;
        return this;
    }

    /// Closes each client's link once it has introduced itself.
    public V1Server refuseWith(int code, String reason) {
        return greeting(link -> link.close(code, reason));
    }

    /// Sends a keepalive when nothing has come for that long; zero means never.
    public V1Server keepaliveAfter(Duration silence) {
        keepalivePeriod = silence;
        return this;
    }

    /// How long a visitor's request waits for an answer's beginning before it is sent again.
    public V1Server resendAfter(Duration patience) {
        resendAfter = patience;
        return this;
    }

    /// Answers an upgrade that offers subprotocols with this status instead of 101.
    public V1Server answerOffersWith(int status) {
        offerStatus = status;
        return this;
    }

    /// The next client that was let in.
    public V1Link awaitLink() {
        try {
            V1Link link = ready.poll(30, TimeUnit.SECONDS);
            if (link == null) {
                throw new AssertionError("no client");
            }
            return link;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// All clients that have introduced themselves, refused ones too.
    public List<V1Link> links() {
        return List.copyOf(links);
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void acceptAll() throws IOException {
        while (true) {
            Socket socket = listener.accept();
            sockets.add(socket);
            Async.run(() -> {
                try (socket) {
                    serve(socket);
                } finally {
                    sockets.remove(socket);
                }
            });
        }
    }

    private void serve(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        var in = new WireReader(socket.getInputStream());
        Optional<HttpHead> head = HttpHead.read(in);
        while (head.isPresent()) {
            if (head.get().target().equals("/ws")) {
                upgrade(socket, in, head.get());
                return;
            }
            Optional<V1Link> link =
                    links.isEmpty() ? Optional.empty() : Optional.of(links.getLast());
            boolean stays =
                    new V1Visit(in, socket.getOutputStream(), head.get()).serve(link, resendAfter);
            if (!stays) {
                return;
            }
            head = HttpHead.read(in);
        }
    }

    private void upgrade(Socket socket, WireReader in, HttpHead head) throws IOException {
        OutputStream out = socket.getOutputStream();
        if (offerStatus != 101 && head.header("sec-websocket-protocol").isPresent()) {
            out.write(
                    WireReader.latin1(
                            "HTTP/1.1 %d No\r\nContent-Length: 0\r\n\r\n".formatted(offerStatus)));
            return;
        }
        out.write(
                WireReader.latin1(
                        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection:"
                                + " Upgrade\r\nSec-WebSocket-Accept: "
                                + accept(head.header("sec-websocket-key").orElseThrow())
                                + "\r\nserver: uvicorn\r\n\r\n"));
        var link = new V1Link(socket, new WebSocketWire(in, out, false), head);
        if (!link.readClientInfo()) {
            return;
        }
        links.add(link);
        greeting.greet(link);
        ready.add(link);
        Async.run(() -> keepAlive(link));
        link.readAll();
    }

    private static String accept(String nonce) {
        try {
            byte[] text =
                    (nonce + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                            .getBytes(StandardCharsets.ISO_8859_1);
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void greet(V1Link link) throws IOException {
        if (key.isPresent()) {
            Optional<String> given =
                    link.upgrade()
                            .header("authorization")
                            .filter(it -> it.startsWith("Bearer "))
                            .map(it -> it.substring(7))
                            .or(() ->
                                    Optional.ofNullable((String) link.clientInfo().get("api_key")));
            if (given.isEmpty()) {
                link.close(1008, "Authentication required. Please provide an API key.");
                return;
            }
            if (!given.equals(key)) {
                link.close(1008, "Invalid or expired API key");
                return;
            }
        }
        link.assign(hostname());
    }

    /// As the original: when nothing has come for a while, and each time that goes by again.
    private void keepAlive(V1Link link) throws Exception {
        long sentNanos = System.nanoTime();
        while (!link.closed().isDone()) {
            long period = keepalivePeriod.toNanos();
            long since = System.nanoTime() - Math.max(sentNanos, link.lastMessageNanos());
            if (period > 0 && since >= period) {
                link.keepalive();
                sentNanos = System.nanoTime();
            }
            Thread.sleep(20);
        }
    }
}
