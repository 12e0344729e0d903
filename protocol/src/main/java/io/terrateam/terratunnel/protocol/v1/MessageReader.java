package io.terrateam.terratunnel.protocol.v1;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import java.io.IOException;
import java.io.InputStream;

/// Reads messages of version 1.
///
/// Members that nobody knows are passed over. What is wrong with a message ends the exchange that
/// it belongs to ([Message.Malformed]), or the link if it belongs to none ([BadMessage]).
///
/// Thread: one at a time. Limits: [V1#MAX_MESSAGE_BYTES] is the business of whoever makes whole
/// messages of frames; in here 32 levels of nesting, 1 MiB for a string other than a body, and the
/// limits of [HeadReader].
public final class MessageReader {

    /// Which end reads.
    public enum Role {
        /// The client, to which come requests.
        AGENT,
        /// The server, to which come answers.
        EDGE
    }

    private static final int MAX_TEXT_CHARS = 1 << 20;

    private static final int MAX_DEPTH = 32;
    private static final int SMALL_BYTES = 4096;

    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .recyclerPool(JsonRecyclerPools.threadLocalPool())
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(MAX_DEPTH)
                                    .maxStringLength(MAX_TEXT_CHARS)
                                    .maxNameLength(MAX_TEXT_CHARS)
                                    .maxNumberLength(100)
                                    .build())
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .build();

    private final Role role;

    /// Reads what comes to one end.
    public MessageReader(Role role) {
        this.role = role;
    }

    /// Reads one message. Its bodies are lent: they end with `lent`.
    public Message read(ByteBuf lent) throws BadMessage {
        if (!isObject(lent)) {
            throw new BadMessage(BadMessage.NOT_JSON, "message is no JSON object");
        }
        if (!Utf8.isValid(lent)) {
            throw new BadMessage(BadMessage.NOT_JSON, "message is not UTF-8");
        }
        try (JsonParser json = parser(lent)) {
            json.nextToken();
            Members members = new Members(lent);
            members.read(json);
            if (json.nextToken() != null) {
                throw new BadMessage(BadMessage.NOT_JSON, "data behind the message's end");
            }
            return role == Role.AGENT ? toAgent(members) : toEdge(members);
        } catch (IOException e) {
            throw new BadMessage(BadMessage.NOT_JSON, "message is not JSON");
        }
    }

    /// Whether it can be an object in UTF-8: a zero byte or a byte order mark would make the parser
    /// guess another encoding.
    private static boolean isObject(ByteBuf lent) {
        int end = lent.writerIndex();
        int index = lent.readerIndex();
        while (index < end && isSpace(lent.getByte(index))) {
            index++;
        }
        boolean object = index < end && lent.getByte(index) == '{';
        return object && lent.indexOf(index, Math.min(end, index + 4), (byte) 0) < 0;
    }

    private static boolean isSpace(byte octet) {
        return octet == ' ' || octet == '\n' || octet == '\r' || octet == '\t';
    }

    private static JsonParser parser(ByteBuf lent) throws IOException {
        int length = lent.readableBytes();
        if (length > SMALL_BYTES) {
            InputStream bytes =
                    new ByteBufInputStream(lent.slice(lent.readerIndex(), length), length, false);
            return JSON.createParser(bytes);
        }
        byte[] small = new byte[length];
        lent.getBytes(lent.readerIndex(), small);
        return JSON.createParser(small);
    }

    // ---- what the members make together

    private static Message toAgent(Members is) throws BadMessage {
        return switch (is.type) {
            case "keepalive" -> new Message.Keepalive();
            case "hostname_assigned" -> {
                is.require(!is.hostname.isEmpty(), "hostname is missing");
                is.throwFault();
                yield new Message.HostnameAssigned(is.hostname, is.subdomain, is.exact);
            }
            case "" -> toAgentUntyped(is);
            default -> new Message.Unknown();
        };
    }

    private static Message toAgentUntyped(Members is) throws BadMessage {
        if (is.requestId.isEmpty()) {
            is.throwFault();
            return new Message.Unknown();
        }
        is.require(!is.method.isEmpty(), "method is missing");
        is.require(is.path.startsWith("/") || is.path.equals("*"), "path does not begin with /");
        if (!is.fault.isEmpty()) {
            return new Message.Malformed(is.requestId, is.fault);
        }
        return new Message.Request(
                is.requestId,
                is.method,
                is.path,
                is.hasRawQuery ? is.rawQuery : null,
                is.query(),
                is.fields(),
                is.body());
    }

    private static Message toEdge(Members is) throws BadMessage {
        return switch (is.type) {
            case "keepalive_ack" -> new Message.KeepaliveAck();
            case "client_info" -> {
                is.throwFault();
                yield new Message.ClientInfo(is.localEndpoint, is.apiKey, is.exact);
            }
            case "stream_chunk" -> chunk(is);
            case "stream_complete" -> {
                is.require(!is.checksum.isEmpty(), "checksum is missing");
                yield ofStream(is, new Message.StreamComplete(is.streamId, is.checksum));
            }
            case "stream_error" -> ofStream(is, new Message.StreamError(is.streamId));
            default -> answer(is);
        };
    }

    private static Message chunk(Members is) throws BadMessage {
        is.require(is.chunkData >= 0, "chunk has no data");
        is.require(!is.checksum.isEmpty(), "chunk has no checksum");
        is.require(is.chunkIndex >= 0, "chunk has no index");
        return ofStream(
                is,
                new Message.StreamChunk(
                        is.streamId,
                        is.chunkIndex,
                        is.chunkTotal,
                        is.chunkData < 0
                                ? MessageBody.EMPTY
                                : new MessageBody(is.lent, is.chunkData, true),
                        is.checksum,
                        is.chunkSize));
    }

    private static Message ofStream(Members is, Message whole) throws BadMessage {
        if (is.streamId.isEmpty()) {
            throw new BadMessage(BadMessage.AGAINST_THE_RULES, "stream_id is missing");
        }
        return is.fault.isEmpty() ? whole : new Message.Malformed(is.streamId, is.fault);
    }

    /// Whatever has a request's id and no type that we know is an answer.
    private static Message answer(Members is) throws BadMessage {
        if (is.requestId.isEmpty()) {
            is.throwFault();
            return new Message.Unknown();
        }
        is.require(is.status >= 200 && is.status <= 599, "status_code is none of an answer");
        is.require(!is.streaming || !is.streamId.isEmpty(), "stream has no id");
        if (!is.fault.isEmpty()) {
            return new Message.Malformed(is.requestId, is.fault);
        }
        return is.streaming
                ? new Message.StreamBegin(
                        is.requestId, is.status, is.fields(), is.streamId, is.totalBytes)
                : new Message.Answer(is.requestId, is.status, is.fields(), is.body());
    }
}
