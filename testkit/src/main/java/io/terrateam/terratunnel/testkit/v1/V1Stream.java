package io.terrateam.terratunnel.testkit.v1;

import java.io.IOException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A streamed answer of a client of version 1, sent piece by piece, right or wrong.
///
/// Thread: one.
public final class V1Stream {
    private final V1Agent agent;
    private final String id;
    private final long total;
    private final Checksum checksum = new Checksum();
    private long nextIndex;

    V1Stream(V1Agent agent, String id, long totalSize, int chunkSize) {
        this.agent = agent;
        this.id = id;
        this.total = (totalSize + chunkSize - 1) / chunkSize;
    }

    /// The stream's id.
    public String id() {
        return id;
    }

    /// Sends the next chunk as it should be.
    public V1Stream chunk(byte[] bytes) throws IOException {
        agent.send(chunkMessage(nextIndex, bytes, Checksum.of(bytes), bytes.length));
        checksum.add(bytes);
        nextIndex++;
        return this;
    }

    /// Leaves a number out, as if its chunk were lost.
    public V1Stream skip() {
        nextIndex++;
        return this;
    }

    /// Sends a chunk that claims whatever the caller says; the sum over all doesn't contain it.
    public V1Stream chunkClaiming(long index, byte[] bytes, String sum, long size)
            throws IOException {
        agent.send(chunkMessage(index, bytes, sum, size));
        return this;
    }

    /// The message of a chunk, for tests that alter it.
    public Map<String, @Nullable Object> chunkMessage(
            long index, byte[] bytes, String sum, long size) {
        Map<String, @Nullable Object> chunk = new LinkedHashMap<>();
        chunk.put("index", index);
        chunk.put("total", total);
        chunk.put("data", Base64.getEncoder().encodeToString(bytes));
        chunk.put("checksum", sum);
        chunk.put("size", size);
        Map<String, @Nullable Object> message = new LinkedHashMap<>();
        message.put("type", "stream_chunk");
        message.put("stream_id", id);
        message.put("chunk", chunk);
        return message;
    }

    /// Ends it with the sum over all chunks.
    public void complete() throws IOException {
        complete(checksum.hex());
    }

    /// Ends it with a sum of the caller's.
    public void complete(String sum) throws IOException {
        Map<String, @Nullable Object> message = new LinkedHashMap<>();
        message.put("type", "stream_complete");
        message.put("stream_id", id);
        message.put("checksum", sum);
        agent.send(message);
    }

    /// Breaks it off.
    public void error(String text) throws IOException {
        Map<String, @Nullable Object> message = new LinkedHashMap<>();
        message.put("type", "stream_error");
        message.put("stream_id", id);
        message.put("error", text);
        agent.send(message);
    }
}
