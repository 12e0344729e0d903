package io.terrateam.terratunnel.testkit.origin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.terrateam.terratunnel.testkit.wire.BodyReader;
import io.terrateam.terratunnel.testkit.wire.HttpHead;
import io.terrateam.terratunnel.testkit.wire.PatternedBytes;
import io.terrateam.terratunnel.testkit.wire.WebSocketWire;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// What a [TestOrigin] does without being told: one plain behaviour for each path.
final class StandardRoutes {
    private static final Map<String, OriginScript> EXACT =
            Map.ofEntries(
                    Map.entry("/echo", StandardRoutes::echoHead),
                    Map.entry("/body", StandardRoutes::echoBody),
                    Map.entry("/upload", StandardRoutes::digestUpload),
                    Map.entry("/trailers", StandardRoutes::trailers),
                    Map.entry("/early-hints", StandardRoutes::earlyHints),
                    Map.entry("/continue", StandardRoutes::continued),
                    Map.entry("/websocket", StandardRoutes::webSocketEcho),
                    Map.entry("/websocket-eager", StandardRoutes::webSocketEager),
                    Map.entry("/websocket-refused", StandardRoutes::webSocketRefused));

    private StandardRoutes() {}

    static OriginScript find(String path) {
        OriginScript exact = EXACT.get(path);
        if (exact != null) {
            return exact;
        }
        String[] parts = path.split("/");
        if (parts.length == 3) {
            switch (parts[1]) {
                case "bytes" -> {
                    return (connection, head) -> bytes(connection, head, Long.parseLong(parts[2]));
                }
                case "chunked" -> {
                    return (connection, _) -> chunked(connection, Long.parseLong(parts[2]));
                }
                case "delay" -> {
                    return (connection, head) -> delay(connection, head, parts[2]);
                }
                case "status" -> {
                    return (connection, head) -> status(connection, head, parts[2]);
                }
                default -> {}
            }
        }
        return StandardRoutes::hello;
    }

    private static void hello(OriginConnection connection, HttpHead head) throws IOException {
        connection.readBody(head);
        if (head.method().equals("HEAD")) {
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n").keep();
        } else {
            connection.respond(200, "hello");
        }
    }

    private static void echoHead(OriginConnection connection, HttpHead head) throws IOException {
        connection.readBody(head);
        String text = head.startLine() + "\n" + String.join("\n", head.lines()) + "\n";
        connection.respond(200, text);
    }

    private static void echoBody(OriginConnection connection, HttpHead head) throws IOException {
        connection.respond(200, "", connection.readBody(head));
    }

    private static void digestUpload(OriginConnection connection, HttpHead head)
            throws IOException {
        BodyReader body = connection.body(head);
        MessageDigest digest = PatternedBytes.newSha256();
        byte[] part = new byte[64 * 1024];
        long length = 0;
        for (int n = body.read(part); n >= 0; n = body.read(part)) {
            digest.update(part, 0, n);
            length += n;
        }
        String trailers = String.join(",", body.trailers());
        String text = length + " " + PatternedBytes.hex(digest) + " " + trailers;
        connection.respond(200, text.strip());
    }

    private static void bytes(OriginConnection connection, HttpHead head, long length)
            throws IOException {
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n");
        if (!head.method().equals("HEAD")) {
            PatternedBytes.write(connection.out(), length);
            connection.out().flush();
        }
        connection.keep();
    }

    private static void chunked(OriginConnection connection, long length) throws IOException {
        connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        try (var chunks =
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        connection.sendChunk(new byte[] {(byte) b});
                    }

                    @Override
                    public void write(byte[] bytes, int offset, int n) throws IOException {
                        connection.send(Integer.toHexString(n) + "\r\n");
                        connection.out().write(bytes, offset, n);
                        connection.send("\r\n");
                    }
                }) {
            PatternedBytes.write(chunks, length);
        }
        connection.send("0\r\n\r\n").keep();
    }

    private static void delay(OriginConnection connection, HttpHead head, String millis)
            throws IOException {
        connection.readBody(head);
        connection.stall(Duration.ofMillis(Long.parseLong(millis)));
        connection.respond(200, "late");
    }

    private static void status(OriginConnection connection, HttpHead head, String status)
            throws IOException {
        connection.readBody(head);
        switch (status) {
            case "204" -> connection.send("HTTP/1.1 204 No Content\r\n\r\n").keep();
            case "304" ->
                    connection.send("HTTP/1.1 304 Not Modified\r\nETag: \"e\"\r\n\r\n").keep();
            default -> connection.respond(Integer.parseInt(status), "status " + status);
        }
    }

    private static void trailers(OriginConnection connection, HttpHead head) throws IOException {
        connection.readBody(head);
        connection
                .send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n")
                .sendChunk("body".getBytes(UTF_8))
                .send("0\r\nX-Sum: 42\r\nX-Sum: 43\r\n\r\n")
                .keep();
    }

    private static void earlyHints(OriginConnection connection, HttpHead head) throws IOException {
        connection.readBody(head);
        connection
                .send("HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n")
                .send("HTTP/1.1 103 Early Hints\r\nLink: </b.css>; rel=preload\r\n\r\n")
                .respond(200, "hinted");
    }

    private static void continued(OriginConnection connection, HttpHead head) throws IOException {
        boolean expects = head.header("expect").isPresent();
        if (expects) {
            connection.send("HTTP/1.1 100 Continue\r\n\r\n");
        }
        byte[] body = connection.readBody(head);
        connection.respond(200, expects + " " + new String(body, UTF_8));
    }

    private static WebSocketWire upgrade(OriginConnection connection, HttpHead head, byte[] eager)
            throws IOException {
        String subprotocol =
                head.header("sec-websocket-protocol")
                        .map(list -> "Sec-WebSocket-Protocol: " + list.split(",")[0] + "\r\n")
                        .orElse("");
        byte[] answer =
                ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                                + subprotocol
                                + "Sec-WebSocket-Accept: "
                                + accept(head)
                                + "\r\n\r\n")
                        .getBytes(UTF_8);
        byte[] whole = new byte[answer.length + eager.length];
        System.arraycopy(answer, 0, whole, 0, answer.length);
        System.arraycopy(eager, 0, whole, answer.length, eager.length);
        connection.send(whole);
        return new WebSocketWire(connection.reader(), connection.out(), false);
    }

    private static void webSocketEcho(OriginConnection connection, HttpHead head)
            throws IOException {
        echoFrames(upgrade(connection, head, new byte[0]));
    }

    private static void webSocketEager(OriginConnection connection, HttpHead head)
            throws IOException {
        byte[] first = "right behind".getBytes(UTF_8);
        byte[] frame = WebSocketWire.frame(0x80 | WebSocketWire.TEXT, false, first);
        echoFrames(upgrade(connection, head, frame));
    }

    private static void echoFrames(WebSocketWire wire) throws IOException {
        while (true) {
            WebSocketWire.Frame frame = wire.read();
            if (!frame.isMasked()) {
                throw new IOException("frame from the visitor came unmasked");
            }
            if (frame.opcode() == WebSocketWire.PING) {
                wire.send(WebSocketWire.PONG, frame.payload());
            } else {
                int fin = frame.isFinal() ? 0x80 : 0;
                wire.write(WebSocketWire.frame(fin | frame.opcode(), false, frame.payload()));
            }
            if (frame.opcode() == WebSocketWire.CLOSE) {
                return;
            }
        }
    }

    private static void webSocketRefused(OriginConnection connection, HttpHead head)
            throws IOException {
        List<String> wanted = head.headers("upgrade");
        connection.respond(403, "not for " + wanted);
    }

    private static String accept(HttpHead head) {
        String key = head.header("sec-websocket-key").orElse("");
        try {
            byte[] sha1 =
                    MessageDigest.getInstance("SHA-1")
                            .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(UTF_8));
            return java.util.Base64.getEncoder().encodeToString(sha1);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
