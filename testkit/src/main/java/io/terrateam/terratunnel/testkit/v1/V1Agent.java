package io.terrateam.terratunnel.testkit.v1;

import io.terrateam.terratunnel.testkit.Async;
import io.terrateam.terratunnel.testkit.agent.AgentSocket;
import io.terrateam.terratunnel.testkit.wire.HttpHead;
import io.terrateam.terratunnel.testkit.wire.WebSocketWire;
import io.terrateam.terratunnel.testkit.wire.WebSocketWire.Frame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// A client of version 1: the part of `terratunnel client` that talks to the server.
///
/// Thread: a virtual thread reads; public methods from any thread.
public final class V1Agent implements AutoCloseable {
    /// The size of chunks that clients send.
    public static final int CHUNK_SIZE = 512 * 1024;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final AgentSocket socket;
    private final V1Hello hello;
    private final CompletableFuture<Map<String, @Nullable Object>> assigned =
            new CompletableFuture<>();
    private final CompletableFuture<V1Close> closed = new CompletableFuture<>();
    private final CompletableFuture<Boolean> pong = new CompletableFuture<>();
    private final BlockingQueue<V1Request> requests = new LinkedBlockingQueue<>();
    private final List<Long> keepaliveNanos = new CopyOnWriteArrayList<>();
    private final List<String> oddities = new CopyOnWriteArrayList<>();
    private final Object readingGate = new Object();
    private boolean reads = true;

    /// What a client does with a request.
    @FunctionalInterface
    public interface Handler {
        void answer(V1Agent agent, V1Request request) throws Exception;
    }

    private V1Agent(AgentSocket socket, V1Hello hello) {
        this.socket = socket;
        this.hello = hello;
    }

    /// Upgrades without a subprotocol and says nothing yet.
    public static V1Agent dial(int serverPort, V1Hello hello) throws IOException {
        AgentSocket socket = AgentSocket.dial(serverPort, hello.host(), hello.headerLines());
        if (socket.answer().status() != 101) {
            socket.close();
            throw new IOException(socket.answer().startLine() + " " + socket.refusal());
        }
        var agent = new V1Agent(socket, hello);
        Thread.ofVirtual().start(agent::readAll);
        return agent;
    }

    /// Upgrades, introduces itself and waits for its host name, then for the pong to a ping, as
    /// clients since 21 August 2025.
    public static V1Agent ready(int serverPort, V1Hello hello) throws IOException {
        V1Agent agent = dial(serverPort, hello);
        agent.send(hello.clientInfo());
        agent.awaitAssigned();
        agent.ping();
        return agent;
    }

    /// The server's answer to the upgrade.
    public HttpHead upgradeAnswer() {
        return socket.answer();
    }

    /// The message that names the tunnel.
    public Map<String, @Nullable Object> awaitAssigned() {
        return await(assigned, Duration.ofSeconds(10));
    }

    /// The public host, with its port.
    public String hostname() {
        return String.valueOf(awaitAssigned().get("hostname"));
    }

    /// The label of the tunnel's name.
    public String tunnelName() {
        return String.valueOf(awaitAssigned().get("subdomain"));
    }

    /// Sends a ping and waits for its pong.
    public void ping() throws IOException {
        socket.wire().send(WebSocketWire.PING, new byte[] {1, 2, 3, 4});
        await(pong, Duration.ofSeconds(5));
    }

    /// The next request.
    public V1Request awaitRequest() {
        return awaitRequest(PATIENCE);
    }

    /// The next request, within `limit`.
    public V1Request awaitRequest(Duration limit) {
        try {
            V1Request request = requests.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (request == null) {
                throw new AssertionError("no request; closed: " + closed.getNow(null));
            }
            return request;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /// How many requests wait to be looked at.
    public int requestCount() {
        return requests.size();
    }

    /// From now on gives each request to `handler`, on a virtual thread of its own.
    public V1Agent serve(Handler handler) {
        Async.run(() -> {
            while (!closed.isDone()) {
                V1Request request = requests.poll(100, TimeUnit.MILLISECONDS);
                if (request != null) {
                    Async.run(() -> handler.answer(this, request));
                }
            }
        });
        return this;
    }

    /// How the server ended the link.
    public V1Close awaitClose() {
        return awaitClose(PATIENCE);
    }

    /// How the server ended the link, within `limit`.
    public V1Close awaitClose(Duration limit) {
        return await(closed, limit);
    }

    /// Whether the link is up.
    public boolean isOpen() {
        return !closed.isDone();
    }

    /// When each keepalive came, by `System.nanoTime`.
    public List<Long> keepaliveNanos() {
        return List.copyOf(keepaliveNanos);
    }

    /// Messages that an old client would take for requests, and answer with a call of `GET /`.
    public List<String> oddities() {
        return List.copyOf(oddities);
    }

    /// Answers with a text.
    public void answer(V1Request request, int status, Map<String, String> headers, String body)
            throws IOException {
        send(answerMessage(request.id(), status, headers, body, false));
    }

    /// Answers with bytes in one message.
    public void answer(V1Request request, int status, Map<String, String> headers, byte[] body)
            throws IOException {
        String base64 = Base64.getEncoder().encodeToString(body);
        send(answerMessage(request.id(), status, headers, base64, true));
    }

    /// The message of a plain answer, for tests that alter it.
    public static Map<String, @Nullable Object> answerMessage(
            String requestId,
            int status,
            Map<String, String> headers,
            String body,
            boolean isBinary) {
        Map<String, @Nullable Object> message = new LinkedHashMap<>();
        message.put("status_code", status);
        message.put("headers", headers);
        message.put("body", body);
        message.put("is_binary", isBinary);
        message.put("request_id", requestId);
        return message;
    }

    /// Announces a streamed answer; `totalSize` 0 where it is not known.
    public V1Stream stream(
            V1Request request, int status, Map<String, String> headers, long totalSize)
            throws IOException {
        String id = UUID.randomUUID().toString();
        Map<String, @Nullable Object> stream = new LinkedHashMap<>();
        stream.put("id", id);
        stream.put("total_size", totalSize);
        stream.put("content_type", headers.getOrDefault("content-type", ""));
        Map<String, @Nullable Object> message =
                answerMessage(request.id(), status, headers, "", true);
        message.put("is_streaming", true);
        message.put("stream", stream);
        send(message);
        return new V1Stream(this, id, totalSize, CHUNK_SIZE);
    }

    /// Streams a whole body in chunks of the usual size.
    public void streamAll(V1Request request, int status, Map<String, String> headers, byte[] body)
            throws IOException {
        V1Stream stream = stream(request, status, headers, body.length);
        for (int at = 0; at < body.length; at += CHUNK_SIZE) {
            int end = Math.min(body.length, at + CHUNK_SIZE);
            stream.chunk(java.util.Arrays.copyOfRange(body, at, end));
        }
        stream.complete();
    }

    /// Sends an object as a message.
    public void send(Map<String, ?> message) throws IOException {
        sendText(Json.text(message));
    }

    /// Sends any text as a message.
    public void sendText(String text) throws IOException {
        socket.wire().sendText(text);
    }

    /// The frames themselves, for binary messages, fragments and worse.
    public WebSocketWire wire() {
        return socket.wire();
    }

    /// Stops reading from the connection, so that the server's bytes pile up; or goes on.
    public void setReading(boolean on) {
        synchronized (readingGate) {
            reads = on;
            readingGate.notifyAll();
        }
    }

    /// Says goodbye and closes, as the original does when it is stopped.
    public void leave() throws IOException {
        socket.wire().sendClose(1000, "");
        socket.close();
    }

    /// Cuts the connection.
    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void readAll() {
        try {
            while (true) {
                awaitReading();
                Frame frame = nextMessage();
                if (frame.opcode() == WebSocketWire.CLOSE) {
                    closed.complete(V1Close.of(frame));
                    socket.close();
                    return;
                }
                take(frame);
            }
        } catch (IOException | RuntimeException e) {
            closed.complete(V1Close.WITHOUT_FRAME);
            assigned.completeExceptionally(e);
        }
    }

    private void awaitReading() {
        synchronized (readingGate) {
            while (!reads) {
                try {
                    readingGate.wait();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    /// The next message, whole, whatever frames it comes in.
    private Frame nextMessage() throws IOException {
        ByteArrayOutputStream begun = new ByteArrayOutputStream();
        int opcode = WebSocketWire.CONTINUATION;
        while (true) {
            Frame frame = socket.wire().read();
            if (frame.isMasked()) {
                oddities.add("masked frame from the server");
            }
            switch (frame.opcode()) {
                case WebSocketWire.PING -> {
                    if (hello.answersPings()) {
                        socket.wire().send(WebSocketWire.PONG, frame.payload());
                    }
                }
                case WebSocketWire.PONG -> pong.complete(true);
                case WebSocketWire.CLOSE -> {
                    return frame;
                }
                default -> {
                    boolean begins = opcode == WebSocketWire.CONTINUATION;
                    if (begins == (frame.opcode() == WebSocketWire.CONTINUATION)) {
                        oddities.add("frame out of order, opcode " + frame.opcode());
                    }
                    opcode = begins ? frame.opcode() : opcode;
                    begun.writeBytes(frame.payload());
                    if (frame.isFinal()) {
                        return new Frame(true, opcode, frame.isMasked(), begun.toByteArray());
                    }
                }
            }
        }
    }

    private void take(Frame frame) throws IOException {
        String text = new String(frame.payload(), StandardCharsets.UTF_8);
        if (frame.opcode() != WebSocketWire.TEXT || !frame.isFinal()) {
            oddities.add("frame with opcode " + frame.opcode() + ", final " + frame.isFinal());
            return;
        }
        Map<String, @Nullable Object> message = Json.object(text);
        Object type = message.get("type");
        if ("keepalive".equals(type)) {
            keepaliveNanos.add(System.nanoTime());
            if (hello.answersPings()) {
                send(Map.of("type", "keepalive_ack"));
            }
        } else if ("hostname_assigned".equals(type) && !assigned.isDone()) {
            assigned.complete(message);
        } else if (type == null && message.get("request_id") instanceof String) {
            requests.add(new V1Request(message));
        } else {
            oddities.add(text);
        }
    }

    private <T> T await(CompletableFuture<T> future, Duration limit) {
        try {
            return future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError("closed: " + closed.getNow(null), e);
        } catch (TimeoutException e) {
            throw new AssertionError("nothing came within " + limit, e);
        }
    }
}
