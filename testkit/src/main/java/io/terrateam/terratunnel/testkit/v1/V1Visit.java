package io.terrateam.terratunnel.testkit.v1;

import io.terrateam.terratunnel.testkit.wire.BodyReader;
import io.terrateam.terratunnel.testkit.wire.HttpHead;
import io.terrateam.terratunnel.testkit.wire.WireReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One visitor's request to a [V1Server], passed on as the original does: headers once each, path
/// and query decoded, sent again when no answer begins in time.
///
/// Thread: the connection's.
final class V1Visit {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Set<String> DROPPED =
            Set.of("content-length", "transfer-encoding", "connection");

    private final WireReader in;
    private final OutputStream out;
    private final HttpHead head;

    V1Visit(WireReader in, OutputStream out, HttpHead head) {
        this.in = in;
        this.out = out;
        this.head = head;
    }

    /// Whether the visitor's connection can be used again.
    boolean serve(Optional<V1Link> link, Duration resendAfter) throws IOException {
        V1Ask ask = ask(body());
        if (link.isEmpty() || link.get().closed().isDone()) {
            return plain(404, Map.of(), new byte[0]);
        }
        V1Exchange exchange = link.get().askTwice(ask, resendAfter);
        Optional<Map<String, @Nullable Object>> first = exchange.awaitFirst(LIMIT);
        if (first.isEmpty()) {
            return plain(502, Map.of(), new byte[0]);
        }
        if (!Boolean.TRUE.equals(first.get().get("is_streaming"))) {
            V1Answer answer = exchange.await();
            return plain(answer.status(), answer.headers(), answer.body());
        }
        return streamed(exchange, first.get());
    }

    private byte[] body() throws IOException {
        BodyReader reader = BodyReader.ofRequest(in, head);
        var body = new ByteArrayOutputStream();
        byte[] buffer = new byte[64 * 1024];
        for (int n = reader.read(buffer); n >= 0; n = reader.read(buffer)) {
            body.write(buffer, 0, n);
        }
        return body.toByteArray();
    }

    private V1Ask ask(byte[] body) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line : head.lines()) {
            int colon = line.indexOf(':');
            String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
            headers.putIfAbsent(name, line.substring(colon + 1).strip());
        }
        V1Ask ask = V1Ask.of(head.method(), head.target(), headers);
        if (body.length == 0) {
            return ask;
        }
        String type = headers.getOrDefault("content-type", "");
        boolean isText = type.startsWith("text/") || type.startsWith("application/json");
        return isText ? ask.text(new String(body, StandardCharsets.UTF_8)) : ask.bytes(body);
    }

    private boolean plain(int status, Map<String, String> headers, byte[] body) throws IOException {
        boolean bodiless = status == 204 || status == 304;
        writeHead(status, headers, bodiless ? "" : "content-length: " + body.length + "\r\n");
        if (!bodiless && !head.method().equals("HEAD")) {
            out.write(body);
        }
        return true;
    }

    private boolean streamed(V1Exchange exchange, Map<String, @Nullable Object> first)
            throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        Json.asObject(first.get("headers"))
                .forEach((name, value) -> headers.put(name, String.valueOf(value)));
        writeHead(exchange.status(), headers, "transfer-encoding: chunked\r\n");
        int number = 0;
        for (Optional<byte[]> part = exchange.awaitPart(number, LIMIT);
                part.isPresent();
                part = exchange.awaitPart(number, LIMIT)) {
            out.write(WireReader.latin1(Integer.toHexString(part.get().length) + "\r\n"));
            out.write(part.get());
            out.write(WireReader.latin1("\r\n"));
            number++;
        }
        if (!exchange.error().isEmpty()) {
            return false;
        }
        exchange.await();
        out.write(WireReader.latin1("0\r\n\r\n"));
        return true;
    }

    private void writeHead(int status, Map<String, String> headers, String framing)
            throws IOException {
        var text = new StringBuilder("HTTP/1.1 " + status + " Status\r\n");
        headers.forEach((name, value) -> {
            if (!DROPPED.contains(name.toLowerCase(Locale.ROOT))) {
                text.append(name.toLowerCase(Locale.ROOT)).append(": ").append(value);
                text.append("\r\n");
            }
        });
        out.write(WireReader.latin1(text + framing + "\r\n"));
    }
}
