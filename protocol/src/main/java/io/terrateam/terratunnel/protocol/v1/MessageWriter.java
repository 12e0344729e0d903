package io.terrateam.terratunnel.protocol.v1;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes messages of version 1.
///
/// A message with a body is begun here up to the body's opening quote, goes on with what [BodyText]
/// makes of the body's bytes, and ends with [#END_OF_BODY] or [#END_OF_CHUNK]: so a long body never
/// exists as a whole message. Each buffer has [V1#HEADROOM_BYTES] free in front.
///
/// Thread: any.
public final class MessageWriter {

    /// What follows the body of a request or an answer.
    public static final AsciiString END_OF_BODY = AsciiString.cached("\"}");

    /// What follows the bytes of a chunk.
    public static final AsciiString END_OF_CHUNK = AsciiString.cached("\"}}");

    private static final int SMALL_BYTES = 256;
    private static final int HEAD_BYTES = 1024;

    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .recyclerPool(JsonRecyclerPools.threadLocalPool())
                    .build()
                    .disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT)
                    .disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);

    private final ByteBufAllocator alloc;

    /// Takes buffers from `alloc`.
    public MessageWriter(ByteBufAllocator alloc) {
        this.alloc = alloc;
    }

    /// A message that consists of little more than its type.
    public ByteBuf write(Message.Keepalive keepalive) {
        return whole(json -> json.writeStringField("type", "keepalive"));
    }

    /// The answer to it.
    public ByteBuf write(Message.KeepaliveAck ack) {
        return whole(json -> json.writeStringField("type", "keepalive_ack"));
    }

    /// Who a client is.
    public ByteBuf write(Message.ClientInfo info) {
        return whole(json -> {
            json.writeStringField("type", "client_info");
            json.writeStringField("local_endpoint", info.localEndpoint());
            if (!info.apiKey().isEmpty()) {
                json.writeStringField("api_key", info.apiKey());
            }
            if (info.exact()) {
                json.writeBooleanField("exact", true);
            }
        });
    }

    /// The client is let in.
    public ByteBuf write(Message.HostnameAssigned assigned) {
        return whole(json -> {
            json.writeStringField("type", "hostname_assigned");
            json.writeStringField("hostname", assigned.hostname());
            json.writeStringField("subdomain", assigned.subdomain());
            if (assigned.exact()) {
                json.writeBooleanField("exact", true);
            }
        });
    }

    /// A body is complete.
    public ByteBuf write(Message.StreamComplete complete) {
        return whole(json -> {
            json.writeStringField("type", "stream_complete");
            json.writeStringField("stream_id", complete.streamId());
            json.writeStringField("checksum", complete.checksum());
        });
    }

    /// A body breaks off.
    ///
    /// @param error what the other end may write into its log
    public ByteBuf write(Message.StreamError broken, String error) {
        return whole(json -> {
            json.writeStringField("type", "stream_error");
            json.writeStringField("stream_id", broken.streamId());
            json.writeStringField("error", error);
        });
    }

    /// The head of an answer that is streamed.
    public ByteBuf write(Message.StreamBegin begin) {
        return whole(json -> {
            beginAnswer(json, begin.requestId(), begin.status(), begin.fields());
            json.writeStringField("body", "");
            json.writeBooleanField("is_binary", true);
            json.writeBooleanField("is_streaming", true);
            json.writeObjectFieldStart("stream");
            json.writeStringField("id", begin.streamId());
            json.writeNumberField("total_size", begin.totalBytes());
            CharSequence type = begin.fields().get("content-type");
            json.writeStringField("content_type", type == null ? "" : type.toString());
            json.writeEndObject();
        });
    }

    /// A whole answer up to its body's first byte.
    public ByteBuf beginAnswer(String requestId, int status, Http2Headers fields, boolean base64) {
        return upToQuote(
                HEAD_BYTES,
                json -> {
                    beginAnswer(json, requestId, status, fields);
                    json.writeBooleanField("is_binary", base64);
                    json.writeFieldName("body");
                });
    }

    private static void beginAnswer(
            JsonGenerator json, String requestId, int status, Http2Headers fields)
            throws IOException {
        json.writeStringField("request_id", requestId);
        json.writeNumberField("status_code", status);
        writeFields(json, fields);
    }

    /// A chunk up to its first byte.
    public ByteBuf beginChunk(String streamId, long index, int bytes, String checksum) {
        return upToQuote(
                SMALL_BYTES,
                json -> {
                    json.writeStringField("type", "stream_chunk");
                    json.writeStringField("stream_id", streamId);
                    json.writeObjectFieldStart("chunk");
                    json.writeNumberField("index", index);
                    json.writeNumberField("total", 0);
                    json.writeNumberField("size", bytes);
                    json.writeStringField("checksum", checksum);
                    json.writeFieldName("data");
                });
    }

    /// A request up to its body's first byte.
    ///
    /// @param target path and query as the visitor wrote them
    /// @param fields the head's fields; pseudo-header fields are left out
    public ByteBuf beginRequest(
            String requestId,
            String method,
            CharSequence target,
            Http2Headers fields,
            boolean base64) {
        String rawQuery = Queries.rawQuery(target);
        return upToQuote(
                HEAD_BYTES,
                json -> {
                    json.writeStringField("request_id", requestId);
                    json.writeStringField("method", method);
                    json.writeStringField("path", Queries.path(target));
                    writeFields(json, fields);
                    writeQuery(json, rawQuery);
                    json.writeBooleanField("is_binary", base64);
                    json.writeFieldName("body");
                });
    }

    /// Three forms: what the original makes of a query, in order and by name, and the query itself.
    private static void writeQuery(JsonGenerator json, @Nullable String rawQuery)
            throws IOException {
        List<Message.Pair> pairs = Queries.pairs(rawQuery);
        json.writeArrayFieldStart("query_params_multi");
        for (Message.Pair pair : pairs) {
            json.writeStartArray();
            json.writeString(pair.name());
            json.writeString(pair.value());
            json.writeEndArray();
        }
        json.writeEndArray();
        json.writeObjectFieldStart("query_params");
        if (!pairs.isEmpty()) {
            Map<String, String> last = new LinkedHashMap<>();
            pairs.forEach(pair -> last.put(pair.name(), pair.value()));
            for (Map.Entry<String, String> each : last.entrySet()) {
                json.writeStringField(each.getKey(), each.getValue());
            }
        }
        json.writeEndObject();
        if (rawQuery != null) {
            json.writeStringField("raw_query", rawQuery);
        }
    }

    private static void writeFields(JsonGenerator json, Http2Headers fields) throws IOException {
        json.writeObjectFieldStart("headers");
        List<CharSequence> repeated = null;
        for (Map.Entry<CharSequence, CharSequence> field : fields) {
            CharSequence name = field.getKey();
            if (name.isEmpty() || name.charAt(0) == ':') {
                continue;
            }
            if (isRepeated(fields, field)) {
                repeated = repeated == null ? new ArrayList<>(2) : repeated;
                if (!contains(repeated, name)) {
                    repeated.add(name);
                    writeRepeated(json, name, fields.getAll(name));
                }
            } else {
                json.writeStringField(name.toString(), field.getValue().toString());
            }
        }
        json.writeEndObject();
    }

    private static boolean isRepeated(
            Http2Headers fields, Map.Entry<CharSequence, CharSequence> field) {
        var values = fields.valueIterator(field.getKey());
        values.next();
        return values.hasNext();
    }

    private static boolean contains(List<CharSequence> names, CharSequence name) {
        for (int i = 0; i < names.size(); i++) {
            if (AsciiString.contentEquals(names.get(i), name)) {
                return true;
            }
        }
        return false;
    }

    /// Several fields of one name get names that differ in case; more than there are such names
    /// share the last. Cookies are one field in HTTP/1.1 (RFC 9113 section 8.2.3).
    private static void writeRepeated(
            JsonGenerator json, CharSequence name, List<CharSequence> values) throws IOException {
        if (AsciiString.contentEquals(name, "cookie")) {
            json.writeStringField("cookie", String.join("; ", values));
            return;
        }
        int names = CaseVariants.count(name);
        int single = Math.min(values.size(), names) - 1;
        for (int i = 0; i < single; i++) {
            json.writeStringField(CaseVariants.of(name, i), values.get(i).toString());
        }
        json.writeStringField(
                CaseVariants.of(name, single),
                String.join(", ", values.subList(single, values.size())));
    }

    // ---- frames of messages

    /// What a message has inside.
    @FunctionalInterface
    private interface Members {
        void writeTo(JsonGenerator json) throws IOException;
    }

    private ByteBuf whole(Members members) {
        return written(
                SMALL_BYTES,
                json -> {
                    members.writeTo(json);
                    json.writeEndObject();
                });
    }

    private ByteBuf upToQuote(int sizeHint, Members members) {
        return written(
                sizeHint,
                json -> {
                    members.writeTo(json);
                    json.writeRawValue("\"");
                });
    }

    private ByteBuf written(int sizeHint, Members members) {
        ByteBuf out = alloc.directBuffer(V1.HEADROOM_BYTES + sizeHint);
        out.setIndex(V1.HEADROOM_BYTES, V1.HEADROOM_BYTES);
        OutputStream bytes = new ByteBufOutputStream(out);
        try (JsonGenerator json = JSON.createGenerator(bytes, JsonEncoding.UTF8)) {
            json.writeStartObject();
            members.writeTo(json);
        } catch (IOException e) {
            out.release();
            throw new UncheckedIOException("buffers take what is written to them", e);
        }
        return out;
    }
}
