package io.terrateam.terratunnel.agent.forward;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.Http2Headers;
import io.terrateam.terratunnel.protocol.ErrorCode;
import io.terrateam.terratunnel.protocol.v1.BodyText;
import io.terrateam.terratunnel.protocol.v1.Checksum;
import io.terrateam.terratunnel.protocol.v1.Message;
import io.terrateam.terratunnel.protocol.v1.MessageWriter;
import io.terrateam.terratunnel.protocol.v1.V1;
import org.jspecify.annotations.Nullable;

/// The answer to one request of version 1.
///
/// A body whose length is known and small is gathered and goes as one message. Any other is
/// announced and goes in chunks: full ones where it is long, and at the end of each turn of the
/// loop what there is where its length is open, since that may be a stream of events.
///
/// Thread: the loop. Owns: gathered parts, until they are sent. Limits: what is gathered counts
/// toward [V1Streams#GATHERED_LIMIT_BYTES]. Failure: an answer that breaks before anything of it
/// has been sent becomes a 502, later a `stream_error`. Interim answers and trailers can't be
/// carried and are left out.
final class V1LinkStream implements LinkStream {

    private enum Phase {
        WAITING,
        GATHERING,
        STREAMING,
        OVER
    }

    private final V1Streams streams;
    private final Http2Headers requestHead;
    private String requestId;
    private Phase phase = Phase.WAITING;
    private @Nullable Http2Headers head;
    private ByteBuf gathered = Unpooled.EMPTY_BUFFER;
    private long reservedBytes;
    private long announcedBytes;
    private String streamId = "";
    private @Nullable Checksum whole;
    private long chunks;
    private RepeatedRequests.@Nullable Delivery delivery;

    V1LinkStream(V1Streams streams, String requestId, Http2Headers requestHead) {
        this.streams = streams;
        this.requestId = requestId;
        this.requestHead = requestHead;
    }

    @Override
    public String id() {
        return requestId;
    }

    Http2Headers requestHead() {
        return requestHead;
    }

    /// The request may be repeated; whoever knows it again finds this stream.
    void remember(RepeatedRequests.Delivery known) {
        delivery = known;
    }

    RepeatedRequests.@Nullable Delivery delivery() {
        return delivery;
    }

    /// The server asks again under another id and waits only for that one's answer. Whether nothing
    /// has been sent yet, so that it will be.
    boolean rename(String newId) {
        boolean inTime =
                phase == Phase.WAITING
                        || phase == Phase.GATHERING
                        || (phase == Phase.STREAMING && streamId.isEmpty());
        if (inTime) {
            requestId = newId;
        }
        return inTime;
    }

    boolean isOver() {
        return phase == Phase.OVER;
    }

    // ---- the answer

    @Override
    public void head(Http2Headers fields, boolean last) {
        int status = status(fields);
        if (phase != Phase.WAITING || status < 200) {
            return;
        }
        head = fields;
        if (last) {
            sendWhole(fields, Unpooled.EMPTY_BUFFER);
            return;
        }
        long length = length(fields);
        if (length >= 0 && length <= V1.STREAMING_THRESHOLD_BYTES && streams.reserve(length)) {
            reservedBytes = length;
            phase = Phase.GATHERING;
            return;
        }
        announcedBytes = Math.max(0, length);
        phase = Phase.STREAMING;
        streams.sendAtEndOfTurn(this);
    }

    private static int status(Http2Headers fields) {
        CharSequence status = fields.status();
        return status == null ? 502 : Integer.parseInt(status.toString());
    }

    private static long length(Http2Headers fields) {
        CharSequence length = fields.get(HttpHeaderNames.CONTENT_LENGTH);
        try {
            return length == null ? -1 : Long.parseLong(length.toString().trim());
        } catch (NumberFormatException malformed) {
            return -1;
        }
    }

    @Override
    public void data(ByteBuf owned) {
        switch (phase) {
            case GATHERING -> gather(owned);
            case STREAMING -> {
                gather(owned);
                if (gathered.readableBytes() >= V1.CHUNK_BYTES) {
                    sendFullChunks();
                } else if (announcedBytes == 0 || !streams.hasRoom()) {
                    streams.sendAtEndOfTurn(this);
                }
            }
            case WAITING, OVER -> owned.release();
        }
    }

    private void gather(ByteBuf owned) {
        if (phase == Phase.STREAMING) {
            streams.gathered(owned.readableBytes());
        }
        if (!gathered.isReadable()) {
            gathered.release();
            gathered = owned;
        } else if (gathered instanceof CompositeByteBuf parts) {
            parts.addComponent(true, owned);
        } else {
            gathered =
                    streams.alloc()
                            .compositeDirectBuffer(256)
                            .addComponent(true, gathered)
                            .addComponent(true, owned);
        }
    }

    /// At the end of the loop's turn: the announcement, and what has come of an open body.
    void endOfTurn() {
        if (phase != Phase.STREAMING) {
            return;
        }
        sendFullChunks();
        if (announcedBytes == 0 || !streams.hasRoom()) {
            sendChunk(gathered.readableBytes());
        }
    }

    private void announce() {
        Http2Headers fields = head;
        if (!streamId.isEmpty() || fields == null) {
            return;
        }
        streamId = streams.newStreamId();
        whole = new Checksum();
        answerBegins();
        streams.send(
                streams.writer()
                        .write(
                                new Message.StreamBegin(
                                        requestId,
                                        status(fields),
                                        fields,
                                        streamId,
                                        announcedBytes)));
    }

    private void sendFullChunks() {
        announce();
        while (gathered.readableBytes() >= V1.CHUNK_BYTES) {
            sendChunk(V1.CHUNK_BYTES);
        }
    }

    private void sendChunk(int bytes) {
        if (bytes == 0 || whole == null) {
            return;
        }
        ByteBuf lent = gathered.slice(gathered.readerIndex(), bytes);
        whole.update(lent);
        Checksum single = new Checksum();
        single.update(lent);
        ByteBuf message = streams.writer().beginChunk(streamId, chunks++, bytes, single.hex());
        BodyText.appendBase64(lent, message);
        append(message, MessageWriter.END_OF_CHUNK);
        gathered.skipBytes(bytes);
        streams.gathered(-bytes);
        if (gathered instanceof CompositeByteBuf parts) {
            parts.discardReadComponents();
        }
        streams.send(message);
    }

    private static void append(ByteBuf message, CharSequence ascii) {
        message.writeCharSequence(ascii, java.nio.charset.StandardCharsets.US_ASCII);
    }

    @Override
    public void end(ByteBuf owned, @Nullable Http2Headers trailers, boolean cutUpload) {
        Http2Headers fields = head;
        if (phase == Phase.OVER || phase == Phase.WAITING || fields == null) {
            owned.release();
            return;
        }
        gather(owned);
        if (phase == Phase.GATHERING || (streamId.isEmpty() && !gathered.isReadable())) {
            sendWhole(fields, gathered);
            return;
        }
        sendFullChunks();
        sendChunk(gathered.readableBytes());
        Checksum sum = whole;
        if (sum != null) {
            streams.send(streams.writer().write(new Message.StreamComplete(streamId, sum.hex())));
        }
        over();
    }

    private void sendWhole(Http2Headers fields, ByteBuf lentBody) {
        answerBegins();
        boolean base64 = lentBody.isReadable();
        ByteBuf message = streams.writer().beginAnswer(requestId, status(fields), fields, base64);
        BodyText.appendBase64(lentBody, message);
        append(message, MessageWriter.END_OF_BODY);
        streams.send(message);
        over();
    }

    private void answerBegins() {
        if (delivery != null) {
            streams.repeated().answered(delivery);
            delivery = null;
        }
    }

    /// The server has the whole request already.
    @Override
    public void cutUpload() {}

    @Override
    public void breakOff() {
        if (phase == Phase.OVER) {
            return;
        }
        if (!streamId.isEmpty()) {
            streams.send(
                    streams.writer()
                            .write(
                                    new Message.StreamError(streamId),
                                    "the local application broke its answer off"));
            over();
            return;
        }
        OwnAnswer answer = OwnAnswer.to(requestHead, ErrorCode.LOCAL_PROTOCOL);
        releaseGathered();
        sendWhole(answer.head(), Unpooled.wrappedBuffer(answer.body()));
    }

    /// Nobody waits for it any more.
    void drop() {
        if (phase != Phase.OVER) {
            over();
        }
    }

    private void over() {
        releaseGathered();
        phase = Phase.OVER;
        head = null;
        streams.ended(this);
    }

    private void releaseGathered() {
        if (phase == Phase.GATHERING) {
            streams.gathered(-reservedBytes);
            reservedBytes = 0;
        } else if (phase == Phase.STREAMING) {
            streams.gathered(-gathered.readableBytes());
        }
        gathered.release();
        gathered = Unpooled.EMPTY_BUFFER;
    }

    @Override
    public boolean isWritable() {
        return streams.isWritable();
    }

    @Override
    public void consumed(int bytes) {
        streams.requestBytes(-bytes);
    }
}
