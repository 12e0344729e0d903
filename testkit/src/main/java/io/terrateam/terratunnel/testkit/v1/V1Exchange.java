package io.terrateam.terratunnel.testkit.v1;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// One request of a server and what came back for it; everything that the description asks of an
/// answer is checked, and a fault makes whoever waits for the answer fail.
///
/// Thread: any; the link's reader fills it.
public final class V1Exchange {
    private static final int MAX_CHUNK_SIZE = 512 * 1024;

    private final String id;
    private final List<byte[]> parts = new ArrayList<>();
    private final List<Long> partNanos = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final Checksum checksum = new Checksum();
    private Map<String, @Nullable Object> first = Map.of();
    private String streamId = "";
    private String error = "";
    private boolean isAnswered;
    private boolean isStreamed;
    private boolean isOver;

    V1Exchange(String id) {
        this.id = id;
    }

    /// The id under which it was asked for.
    public String id() {
        return id;
    }

    /// The whole answer; fails where the rules are broken or the link is lost.
    public V1Answer await(Duration limit) {
        waitUntil(limit, () -> false);
        return answer();
    }

    /// The whole answer within half a minute.
    public V1Answer await() {
        return await(Duration.ofSeconds(30));
    }

    /// Waits for the first message: the plain answer, or the announcement of a stream.
    public synchronized Optional<Map<String, @Nullable Object>> awaitFirst(Duration limit) {
        waitUntil(limit, () -> isAnswered);
        return isAnswered ? Optional.of(first) : Optional.empty();
    }

    /// Waits for the body's part of that number; empty where the answer ends before it.
    public synchronized Optional<byte[]> awaitPart(int number, Duration limit) {
        waitUntil(limit, () -> parts.size() > number);
        return number < parts.size() ? Optional.of(parts.get(number)) : Optional.empty();
    }

    /// When each part came, by `System.nanoTime`.
    public synchronized List<Long> partNanos() {
        return List.copyOf(partNanos);
    }

    /// Whether the last message has come.
    public synchronized boolean isOver() {
        return isOver;
    }

    /// What broke it off, if something did.
    public synchronized String error() {
        return error;
    }

    /// Waits for `enough`, or for the end.
    private synchronized void waitUntil(Duration limit, BooleanSupplier enough) {
        long end = System.nanoTime() + limit.toNanos();
        long millis = limit.toMillis();
        while (!isOver && !enough.getAsBoolean() && millis > 0) {
            try {
                wait(millis);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            millis = (end - System.nanoTime()) / 1_000_000;
        }
    }

    private synchronized V1Answer answer() {
        if (!faults.isEmpty() || !isOver || error.startsWith("link lost")) {
            throw new AssertionError(
                    "over: " + isOver + ", " + error + ", faults: " + faults + ", " + first);
        }
        var body = new ByteArrayOutputStream();
        parts.forEach(body::writeBytes);
        Map<String, String> headers = new LinkedHashMap<>();
        Json.asObject(first.get("headers"))
                .forEach((name, value) -> headers.put(name, (String) value));
        return new V1Answer(
                status(),
                headers,
                body.toByteArray(),
                isStreamed,
                Boolean.TRUE.equals(first.get("is_binary")),
                parts.stream().map(part -> part.length).toList(),
                error);
    }

    /// The status code, once the first message has come; 0 where it has none.
    synchronized int status() {
        return first.get("status_code") instanceof Long status ? status.intValue() : 0;
    }

    // ---- from the link

    /// The answer or its announcement. Returns the stream's id where one follows, else nothing.
    synchronized String firstMessage(Map<String, @Nullable Object> message) {
        if (isAnswered) {
            faults.add("second answer");
            return "";
        }
        isAnswered = true;
        first = message;
        checkHead();
        if (Boolean.TRUE.equals(message.get("is_streaming"))) {
            isStreamed = true;
            Map<String, @Nullable Object> stream = Json.asObject(message.get("stream"));
            streamId = String.valueOf(stream.get("id"));
            if (!(stream.get("total_size") instanceof Long)
                    || !(stream.get("content_type") instanceof String)) {
                faults.add("stream: " + stream);
            }
            if (!"".equals(message.get("body"))) {
                faults.add("announcement with a body");
            }
        } else {
            addPart(plainBody(message));
            isOver = true;
        }
        notifyAll();
        return streamId;
    }

    /// As strict as the original is with what it passes on.
    private void checkHead() {
        boolean statusFits =
                first.get("status_code") instanceof Long status && status >= 100 && status < 600;
        if (!statusFits) {
            faults.add("status: " + first.get("status_code"));
        }
        if (!(first.get("headers") instanceof Map<?, ?> headers)) {
            faults.add("headers: " + first.get("headers"));
            return;
        }
        headers.forEach((name, value) -> {
            boolean latin1 =
                    value instanceof String text && text.chars().allMatch(c -> c >= 32 && c < 256);
            if (!latin1) {
                faults.add("header " + name + ": " + value);
            }
        });
    }

    private byte[] plainBody(Map<String, @Nullable Object> message) {
        String body = String.valueOf(message.get("body"));
        return Boolean.TRUE.equals(message.get("is_binary"))
                ? Base64.getDecoder().decode(body)
                : body.getBytes(StandardCharsets.UTF_8);
    }

    private void addPart(byte[] bytes) {
        parts.add(bytes);
        partNanos.add(System.nanoTime());
    }

    synchronized void chunk(Map<String, @Nullable Object> message) {
        Map<String, @Nullable Object> chunk = Json.asObject(message.get("chunk"));
        byte[] bytes = Base64.getDecoder().decode(String.valueOf(chunk.get("data")));
        if (!Long.valueOf(parts.size()).equals(chunk.get("index"))) {
            faults.add("chunk " + chunk.get("index") + " in place " + parts.size());
        }
        if (!Checksum.of(bytes).equals(chunk.get("checksum"))) {
            faults.add("checksum of chunk " + chunk.get("index"));
        }
        if (!Long.valueOf(bytes.length).equals(chunk.get("size"))
                || bytes.length == 0
                || bytes.length > MAX_CHUNK_SIZE) {
            faults.add("size " + chunk.get("size") + " of " + bytes.length);
        }
        if (!(chunk.get("total") instanceof Long)) {
            faults.add("total: " + chunk.get("total"));
        }
        checksum.add(bytes);
        addPart(bytes);
        notifyAll();
    }

    synchronized void complete(Map<String, @Nullable Object> message) {
        if (!checksum.hex().equals(message.get("checksum"))) {
            faults.add("checksum over all");
        }
        isOver = true;
        notifyAll();
    }

    synchronized void broken(String text) {
        if (!isOver) {
            error = text;
            isOver = true;
            notifyAll();
        }
    }
}
