package io.terrateam.terratunnel.protocol.v1;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The members of one message, in whatever order they come; of several with one name the last
/// counts.
///
/// The first thing that is wrong is remembered, and reading goes on: the message's id, which says
/// whom it concerns, may come last.
///
/// Thread: one at a time.
final class Members {

    final ByteBuf lent;

    String fault = "";
    String type = "";
    String requestId = "";
    String streamId = "";
    String checksum = "";
    String method = "";
    String path = "";
    String rawQuery = "";
    String hostname = "";
    String subdomain = "";
    String localEndpoint = "";
    String apiKey = "";
    boolean hasRawQuery;
    boolean exact;
    boolean streaming;
    int status = 200;
    long totalBytes;
    long chunkIndex = -1;
    long chunkTotal;
    long chunkSize = -1;
    int chunkData = -1;

    private boolean binary;
    private int bodyBegin = -1;
    private @Nullable Http2Headers fields;
    private @Nullable List<Message.Pair> pairs;
    private @Nullable List<Message.Pair> singlePairs;

    Members(ByteBuf lent) {
        this.lent = lent;
    }

    Http2Headers fields() {
        return fields == null ? new DefaultHttp2Headers(false) : fields;
    }

    MessageBody body() {
        return bodyBegin < 0 ? MessageBody.EMPTY : new MessageBody(lent, bodyBegin, binary);
    }

    /// The query in order, or in the form of those who knew no order.
    List<Message.Pair> query() {
        return pairs != null ? pairs : singlePairs != null ? singlePairs : List.of();
    }

    void require(boolean holds, String otherwise) {
        if (!holds && fault.isEmpty()) {
            fault = otherwise;
        }
    }

    void throwFault() throws BadMessage {
        if (!fault.isEmpty()) {
            throw new BadMessage(BadMessage.AGAINST_THE_RULES, fault);
        }
    }

    /// Reads all members; the parser stands at the object's beginning.
    void read(JsonParser json) throws IOException {
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            JsonToken value = json.nextToken();
            switch (name) {
                case "type" -> type = text(json, value, "type");
                case "request_id" -> requestId = text(json, value, "request_id");
                case "stream_id" -> streamId = text(json, value, "stream_id");
                case "checksum" -> checksum = text(json, value, "checksum");
                case "status_code" -> status = (int) number(json, value, "status_code");
                case "headers" -> readFields(json, value);
                case "body" -> bodyBegin = string(json, value, "body");
                case "is_binary" -> binary = flag(value, "is_binary");
                case "is_streaming" -> streaming = flag(value, "is_streaming");
                case "stream" -> readStream(json, value);
                case "chunk" -> readChunk(json, value);
                default -> readOther(name, json, value);
            }
        }
    }

    private void readOther(String name, JsonParser json, JsonToken value) throws IOException {
        switch (name) {
            case "method" -> method = text(json, value, "method");
            case "path" -> path = text(json, value, "path");
            case "raw_query" -> {
                rawQuery = text(json, value, "raw_query");
                hasRawQuery = value == JsonToken.VALUE_STRING;
            }
            case "query_params" -> singlePairs = readSinglePairs(json, value);
            case "query_params_multi" -> pairs = readPairs(json, value);
            case "hostname" -> hostname = text(json, value, "hostname");
            case "subdomain" -> subdomain = text(json, value, "subdomain");
            case "local_endpoint" -> localEndpoint = text(json, value, "local_endpoint");
            case "api_key" -> apiKey = text(json, value, "api_key");
            case "exact" -> exact = value == JsonToken.VALUE_TRUE;
            default -> json.skipChildren();
        }
    }

    private void readFields(JsonParser json, JsonToken value) throws IOException {
        if (value == JsonToken.START_OBJECT) {
            HeadReader reader = new HeadReader();
            fields = reader.read(json);
            require(reader.fault().isEmpty(), reader.fault());
        } else {
            wrongType(json, value, "headers");
        }
    }

    private void readStream(JsonParser json, JsonToken value) throws IOException {
        if (value != JsonToken.START_OBJECT) {
            wrongType(json, value, "stream");
            return;
        }
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            JsonToken member = json.nextToken();
            switch (name) {
                case "id" -> streamId = text(json, member, "id");
                case "total_size" -> totalBytes = number(json, member, "total_size");
                default -> json.skipChildren();
            }
        }
    }

    private void readChunk(JsonParser json, JsonToken value) throws IOException {
        if (value != JsonToken.START_OBJECT) {
            wrongType(json, value, "chunk");
            return;
        }
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            JsonToken member = json.nextToken();
            switch (name) {
                case "index" -> chunkIndex = number(json, member, "index");
                case "total" -> chunkTotal = number(json, member, "total");
                case "size" -> chunkSize = number(json, member, "size");
                case "checksum" -> checksum = text(json, member, "checksum");
                case "data" -> chunkData = string(json, member, "data");
                default -> json.skipChildren();
            }
        }
    }

    private @Nullable List<Message.Pair> readSinglePairs(JsonParser json, JsonToken value)
            throws IOException {
        if (value != JsonToken.START_OBJECT) {
            wrongType(json, value, "query_params");
            return null;
        }
        List<Message.Pair> read = new ArrayList<>();
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            read.add(new Message.Pair(name, text(json, json.nextToken(), "query_params")));
        }
        return read;
    }

    private @Nullable List<Message.Pair> readPairs(JsonParser json, JsonToken value)
            throws IOException {
        if (value != JsonToken.START_ARRAY) {
            wrongType(json, value, "query_params_multi");
            return null;
        }
        List<Message.Pair> read = new ArrayList<>();
        for (JsonToken each = json.nextToken();
                each != JsonToken.END_ARRAY;
                each = json.nextToken()) {
            if (each != JsonToken.START_ARRAY) {
                wrongType(json, each, "query_params_multi");
                continue;
            }
            List<String> pair = new ArrayList<>(2);
            for (JsonToken part = json.nextToken();
                    part != JsonToken.END_ARRAY;
                    part = json.nextToken()) {
                pair.add(text(json, part, "query_params_multi"));
            }
            require(pair.size() == 2, "query_params_multi has what is no pair");
            if (pair.size() == 2) {
                read.add(new Message.Pair(pair.getFirst(), pair.getLast()));
            }
        }
        return read;
    }

    private String text(JsonParser json, JsonToken value, String name) throws IOException {
        if (value == JsonToken.VALUE_STRING) {
            return json.getText();
        }
        wrongType(json, value, name);
        return "";
    }

    /// Where a string begins that is not to be read now.
    private int string(JsonParser json, JsonToken value, String name) throws IOException {
        if (value == JsonToken.VALUE_STRING) {
            return lent.readerIndex()
                    + (int) json.currentTokenLocation().getByteOffset()
                    + 1; // behind the quote
        }
        wrongType(json, value, name);
        return -1;
    }

    private long number(JsonParser json, JsonToken value, String name) throws IOException {
        if (value == JsonToken.VALUE_NUMBER_INT
                && json.getNumberType() != JsonParser.NumberType.BIG_INTEGER
                && json.getLongValue() >= 0
                && json.getLongValue() < Integer.MAX_VALUE * 1024L) {
            return json.getLongValue();
        }
        wrongType(json, value, name);
        return -1;
    }

    private boolean flag(JsonToken value, String name) {
        require(value.isBoolean(), name + " is neither true nor false");
        return value == JsonToken.VALUE_TRUE;
    }

    private void wrongType(JsonParser json, JsonToken value, String name) throws IOException {
        if (value != JsonToken.VALUE_NULL || !mayBeNull(name)) {
            require(false, name + " has the wrong type");
        }
        json.skipChildren();
    }

    /// Members that the original leaves empty with `null`.
    private static boolean mayBeNull(String name) {
        return switch (name) {
            case "api_key", "body", "headers", "raw_query", "type", "query_params", "total_size" ->
                    true;
            default -> false;
        };
    }
}
