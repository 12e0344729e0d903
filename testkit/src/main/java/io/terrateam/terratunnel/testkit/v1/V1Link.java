package io.terrateam.terratunnel.testkit.v1;

import io.terrateam.terratunnel.testkit.wire.HttpHead;
import io.terrateam.terratunnel.testkit.wire.WebSocketWire;
import io.terrateam.terratunnel.testkit.wire.WebSocketWire.Frame;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A server's end of one link of version 1.
///
/// Thread: one reads ([V1Server] sees to it); public methods from any.
public final class V1Link {
    private final Socket socket;
    private final WebSocketWire wire;
    private final HttpHead upgrade;
    private final Map<String, V1Exchange> exchanges = new ConcurrentHashMap<>();
    private final Map<String, V1Exchange> streams = new ConcurrentHashMap<>();
    private final List<String> oddities = new CopyOnWriteArrayList<>();
    private final AtomicInteger pings = new AtomicInteger();
    private final AtomicInteger keepaliveAcks = new AtomicInteger();
    private final CompletableFuture<V1Close> closed = new CompletableFuture<>();
    private final Object readingGate = new Object();
    private volatile Map<String, @Nullable Object> clientInfo = Map.of();
    private volatile long lastMessageNanos = System.nanoTime();
    private volatile boolean answersPings = true;
    private boolean reads = true;

    V1Link(Socket socket, WebSocketWire wire, HttpHead upgrade) {
        this.socket = socket;
        this.wire = wire;
        this.upgrade = upgrade;
    }

    /// The client's request for the upgrade.
    public HttpHead upgrade() {
        return upgrade;
    }

    /// The client's first message.
    public Map<String, @Nullable Object> clientInfo() {
        return clientInfo;
    }

    /// Asks for something; the answer is collected.
    public V1Exchange ask(V1Ask ask) throws IOException {
        return ask(ask, UUID.randomUUID().toString());
    }

    /// Asks under an id of the caller's.
    public V1Exchange ask(V1Ask ask, String id) throws IOException {
        var exchange = new V1Exchange(id);
        exchanges.put(id, exchange);
        Map<String, @Nullable Object> message = new LinkedHashMap<>(ask.members());
        message.put("request_id", id);
        send(message);
        if (closed.isDone()) {
            exchange.broken("link lost");
        }
        return exchange;
    }

    /// Asks, and if no answer has begun after `patience`, asks again under a new id and takes only
    /// that one's answer: the original does so after 30 s.
    public V1Exchange askTwice(V1Ask ask, Duration patience) throws IOException {
        V1Exchange exchange = ask(ask);
        if (exchange.awaitFirst(patience).isPresent() || exchange.isOver()) {
            return exchange;
        }
        exchanges.remove(exchange.id());
        return ask(ask);
    }

    /// Sends the name of the tunnel.
    public void assign(String hostname) throws IOException {
        Map<String, @Nullable Object> message = new LinkedHashMap<>();
        message.put("type", "hostname_assigned");
        message.put("hostname", hostname);
        message.put("subdomain", hostname.split("\\.", 2)[0]);
        send(message);
    }

    /// Sends a keepalive.
    public void keepalive() throws IOException {
        send(Map.of("type", "keepalive"));
    }

    /// Sends an object as a message.
    public void send(Map<String, ?> message) throws IOException {
        wire.sendText(Json.text(message));
    }

    /// The frames themselves.
    public WebSocketWire wire() {
        return wire;
    }

    /// Ends the link with a close frame.
    public void close(int code, String reason) throws IOException {
        wire.sendClose(code, reason);
        closed.complete(new V1Close(code, reason));
        socket.shutdownOutput();
    }

    /// Ends the link without a word.
    public void cut() throws IOException {
        socket.close();
    }

    /// Stops reading, so that the client's bytes pile up; or goes on.
    public void setReading(boolean on) {
        synchronized (readingGate) {
            reads = on;
            readingGate.notifyAll();
        }
    }

    /// Whether to answer WebSocket pings.
    public void setAnsweringPings(boolean on) {
        answersPings = on;
    }

    /// How many WebSocket pings the client has sent.
    public int pingCount() {
        return pings.get();
    }

    /// How many keepalives the client has answered.
    public int keepaliveAckCount() {
        return keepaliveAcks.get();
    }

    /// Messages that have no place in version 1, and answers that nobody waits for.
    public List<String> oddities() {
        return List.copyOf(oddities);
    }

    /// How the link ends.
    public CompletableFuture<V1Close> closed() {
        return closed.copy();
    }

    /// When the client's last message came.
    long lastMessageNanos() {
        return lastMessageNanos;
    }

    // ---- reading

    /// The first message; refuses it as the original does where it is wrong.
    boolean readClientInfo() throws IOException {
        Frame frame = nextMessage();
        if (frame.opcode() != WebSocketWire.TEXT) {
            oddities.add("first frame has opcode " + frame.opcode());
            return false;
        }
        clientInfo = Json.object(text(frame));
        if (!"client_info".equals(clientInfo.get("type"))) {
            close(1008, "Expected client_info message");
            return false;
        }
        if (!(clientInfo.get("local_endpoint") instanceof String where) || where.isEmpty()) {
            close(1008, "Missing local_endpoint");
            return false;
        }
        return true;
    }

    void readAll() {
        V1Close end = V1Close.WITHOUT_FRAME;
        try {
            for (Frame frame = nextMessage();
                    frame.opcode() != WebSocketWire.CLOSE;
                    frame = nextMessage()) {
                lastMessageNanos = System.nanoTime();
                take(frame);
                awaitReading();
            }
            end = new V1Close(1000, "");
        } catch (IOException e) {
            // Ended without a close frame.
        } catch (RuntimeException e) {
            oddities.add(e.toString());
        } finally {
            closed.complete(end);
            exchanges.values().forEach(it -> it.broken("link lost"));
            try {
                socket.close();
            } catch (IOException e) {
                // Closed already.
            }
        }
    }

    private void awaitReading() {
        synchronized (readingGate) {
            while (!reads && !closed.isDone()) {
                try {
                    readingGate.wait(1000);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    private Frame nextMessage() throws IOException {
        while (true) {
            Frame frame = wire.read();
            if (!frame.isMasked()) {
                oddities.add("frame without a mask");
            }
            switch (frame.opcode()) {
                case WebSocketWire.PING -> {
                    pings.incrementAndGet();
                    if (answersPings) {
                        wire.send(WebSocketWire.PONG, frame.payload());
                    }
                }
                case WebSocketWire.PONG -> {}
                default -> {
                    return frame;
                }
            }
        }
    }

    private static String text(Frame frame) {
        return new String(frame.payload(), StandardCharsets.UTF_8);
    }

    private void take(Frame frame) {
        if (frame.opcode() != WebSocketWire.TEXT || !frame.isFinal()) {
            oddities.add("frame with opcode " + frame.opcode() + ", final " + frame.isFinal());
            return;
        }
        String text = text(frame);
        Map<String, @Nullable Object> message = Json.object(text);
        Object type = message.get("type");
        boolean known =
                type == null ? takeAnswer(message) : takeTyped(String.valueOf(type), message);
        if (!known) {
            oddities.add(text.substring(0, Math.min(text.length(), 500)));
        }
    }

    private boolean takeAnswer(Map<String, @Nullable Object> message) {
        V1Exchange exchange = exchanges.get(String.valueOf(message.get("request_id")));
        if (exchange == null) {
            return false;
        }
        String streamId = exchange.firstMessage(message);
        if (streamId.isEmpty()) {
            exchanges.remove(exchange.id());
        } else {
            streams.put(streamId, exchange);
        }
        return true;
    }

    private boolean takeTyped(String type, Map<String, @Nullable Object> message) {
        if (type.equals("keepalive_ack")) {
            keepaliveAcks.incrementAndGet();
            return true;
        }
        String id = String.valueOf(message.get("stream_id"));
        V1Exchange exchange = streams.get(id);
        if (exchange == null) {
            return false;
        }
        switch (type) {
            case "stream_chunk" -> exchange.chunk(message);
            case "stream_complete" -> {
                forget(id, exchange);
                exchange.complete(message);
            }
            case "stream_error" -> {
                forget(id, exchange);
                exchange.broken(String.valueOf(message.get("error")));
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    /// What still comes for it has no place any more.
    private void forget(String streamId, V1Exchange exchange) {
        streams.remove(streamId);
        exchanges.remove(exchange.id());
    }
}
