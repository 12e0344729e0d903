package io.terrateam.terratunnel.protocol.v1;

import io.netty.handler.codec.http2.Http2Headers;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One message of version 1, as read.
///
/// Fields of heads have lower-case names and are checked: names are tokens, values Latin-1 without
/// control characters. Bodies are lent: they end with the message that they lie in.
public sealed interface Message {

    /// Client: who it is. The first message on a link.
    ///
    /// @param localEndpoint what it forwards to, as it says; empty where missing
    /// @param apiKey its key, empty where it is not in here
    /// @param exact whether answers' bodies come as the origin sent them. The original decodes gzip
    ///   and deflate and leaves `content-encoding` behind
    record ClientInfo(String localEndpoint, String apiKey, boolean exact) implements Message {}

    /// Server: the client is let in.
    ///
    /// @param exact whether the server sends paths percent-encoded and no request twice; the
    ///   original decodes paths, and sends again what is not answered after 30 s
    record HostnameAssigned(String hostname, String subdomain, boolean exact) implements Message {}

    /// Server: a sign of life.
    record Keepalive() implements Message {}

    /// Client: the answer to it.
    record KeepaliveAck() implements Message {}

    /// Server: a visitor's request.
    ///
    /// @param path begins with `/`; percent-encoded by our server, decoded by the original
    /// @param rawQuery the query as the visitor wrote it, without `?`; null from the original
    /// @param query the query decoded, in order
    record Request(
            String requestId,
            String method,
            String path,
            @Nullable String rawQuery,
            List<Pair> query,
            Http2Headers fields,
            MessageBody body)
            implements Message {}

    /// One member of a decoded query.
    record Pair(String name, String value) {}

    /// Client: a whole answer.
    record Answer(String requestId, int status, Http2Headers fields, MessageBody body)
            implements Message {}

    /// Client: an answer's head; its body follows in chunks.
    ///
    /// @param totalBytes the body's length as announced, 0 where it is unknown
    record StreamBegin(
            String requestId, int status, Http2Headers fields, String streamId, long totalBytes)
            implements Message {}

    /// Client: a part of a body.
    ///
    /// @param total how many there will be as announced, 0 where it is unknown
    /// @param checksum SHA-256 of its bytes, in hex
    /// @param bytes how many bytes it has, as announced
    record StreamChunk(
            String streamId, long index, long total, MessageBody data, String checksum, long bytes)
            implements Message {}

    /// Client: the body is complete.
    ///
    /// @param checksum SHA-256 of all of it, in hex
    record StreamComplete(String streamId, String checksum) implements Message {}

    /// Client: the body breaks off.
    record StreamError(String streamId) implements Message {}

    /// A message that is wrong but belongs to an exchange, which it ends.
    ///
    /// @param id of the request, or of the stream
    /// @param reason what is wrong; holds nothing that the peer sent
    record Malformed(String id, String reason) implements Message {}

    /// A message of a type that we don't know, or of none.
    record Unknown() implements Message {}
}
