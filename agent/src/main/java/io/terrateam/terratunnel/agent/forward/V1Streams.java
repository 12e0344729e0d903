package io.terrateam.terratunnel.agent.forward;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.terrateam.terratunnel.protocol.ErrorCode;
import io.terrateam.terratunnel.protocol.link.TurnFlusher;
import io.terrateam.terratunnel.protocol.v1.Message;
import io.terrateam.terratunnel.protocol.v1.MessageWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The requests of one link of version 1: each becomes an [Exchange].
///
/// Thread: the link's loop. Limits: as many exchanges at once as the agent takes, more are answered
/// `busy`; of requests that the origin has not taken [#REQUEST_LIMIT_BYTES] and one message more,
/// then the link is not read; of answers that are not sent yet [#GATHERED_LIMIT_BYTES], then they
/// go in smaller pieces; silent origins are looked for once a second, or more often where the time
/// limit is short.
public final class V1Streams {

    /// Hears what concerns the whole link.
    public interface Observer {
        /// Whether to read on: requests wait for the origin, or don't any more.
        void readLink(boolean on);

        /// A message is on its way to the server.
        void messageSent();

        /// An exchange ended.
        ///
        /// @param left how many are open still
        void streamEnded(int left);
    }

    /// Bytes of requests beyond which the link is not read.
    public static final long REQUEST_LIMIT_BYTES = 32L << 20;

    /// Bytes of answers that are gathered at once.
    public static final long GATHERED_LIMIT_BYTES = 32L << 20;

    private static final long MAX_SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long MIN_SWEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Forwarding forwarding;
    private final RepeatedRequests repeated;
    private final V1Server server;
    private final int maxExchanges;
    private final ChannelHandlerContext ctx;
    private final Observer observer;
    private final TurnFlusher flusher;
    private final MessageWriter writer;
    private final Map<V1LinkStream, Exchange> exchanges = new HashMap<>();
    private final long sweepNanos;

    private List<V1LinkStream> due = new ArrayList<>();
    private long requestBytes;
    private long gatheredBytes;
    private boolean readingPaused;
    private boolean finishing;
    private boolean sweeping;

    /// Requests of a link that is up.
    ///
    /// @param ctx where messages are written
    public V1Streams(
            Forwarding forwarding,
            RepeatedRequests repeated,
            V1Server server,
            int maxExchanges,
            ChannelHandlerContext ctx,
            Observer observer) {
        this.forwarding = forwarding.withoutDigests();
        this.repeated = repeated;
        this.server = server;
        this.maxExchanges = maxExchanges;
        this.ctx = ctx;
        this.observer = observer;
        this.flusher = new TurnFlusher(ctx.channel(), this::endOfTurn);
        this.writer = new MessageWriter(ctx.alloc());
        this.sweepNanos =
                Math.clamp(forwarding.originTimeoutNanos() / 8, MIN_SWEEP_NANOS, MAX_SWEEP_NANOS);
    }

    /// How many exchanges are open.
    public int open() {
        return exchanges.size();
    }

    /// From now on requests are answered `draining`.
    public void finish() {
        finishing = true;
    }

    // ---- from the link

    /// A request came. Its body is lent.
    public void request(Message.Request request) {
        List<ByteBuf> body = new ArrayList<>(1);
        boolean decoded = request.body().decode(ctx.alloc(), body::add);
        try {
            long bytes = 0;
            for (ByteBuf part : body) {
                bytes += part.readableBytes();
            }
            Http2Headers head = V1Heads.of(request, server, bytes);
            ErrorCode refusal = refusal(decoded);
            if (refusal != null) {
                answer(request.requestId(), head, refusal);
            } else {
                deliverOnce(request.requestId(), head, body, bytes);
            }
        } finally {
            body.forEach(ByteBuf::release);
        }
    }

    private @Nullable ErrorCode refusal(boolean decoded) {
        if (!decoded) {
            return ErrorCode.BAD_REQUEST;
        }
        if (finishing) {
            return ErrorCode.DRAINING;
        }
        return exchanges.size() < maxExchanges ? null : ErrorCode.BUSY;
    }

    /// A request came that is none.
    public void malformed(Message.Malformed request) {
        answer(request.id(), new DefaultHttp2Headers(), ErrorCode.BAD_REQUEST);
    }

    private void answer(String requestId, Http2Headers head, ErrorCode code) {
        V1LinkStream stream = new V1LinkStream(this, requestId, head);
        CharSequence method = head.method();
        boolean withBody = method == null || !"HEAD".contentEquals(method);
        stream.answer(OwnAnswer.to(head, code), withBody, false);
    }

    /// Our own server sends nothing twice.
    private void deliverOnce(String requestId, Http2Headers head, List<ByteBuf> body, long bytes) {
        V1LinkStream stream = new V1LinkStream(this, requestId, head);
        if (!server.exact()) {
            Fingerprint fingerprint = Fingerprint.of(head, body);
            RepeatedRequests.Delivery first = repeated.find(fingerprint);
            if (first != null && joins(first, requestId, head)) {
                return;
            }
            stream.remember(repeated.begin(fingerprint, stream));
        }
        deliver(stream, head, body, bytes);
    }

    /// A request is the repetition of one that is here already, or was: then it reaches the origin
    /// a second time only if that can't matter (RFC 9110 section 9.2.1). Whether it is dealt with.
    private boolean joins(RepeatedRequests.Delivery first, String requestId, Http2Headers head) {
        V1LinkStream waiting = first.waiting();
        if (waiting != null && waiting.rename(requestId)) {
            return true;
        }
        boolean safe =
                switch (String.valueOf(head.method())) {
                    case "GET", "HEAD", "OPTIONS" -> true;
                    default -> false;
                };
        if (!safe) {
            answer(requestId, head, ErrorCode.LINK_LOST);
        }
        return !safe;
    }

    private void deliver(V1LinkStream stream, Http2Headers head, List<ByteBuf> body, long bytes) {
        Exchange exchange = new Exchange(forwarding, stream, head, bytes == 0);
        exchanges.put(stream, exchange);
        requestBytes(bytes);
        exchange.start();
        for (int i = 0; i < body.size(); i++) {
            requestBytes(-exchange.requestData(body.get(i), 0, i == body.size() - 1));
        }
        sweepLater();
    }

    /// The link takes more, or no more for now.
    public void writabilityChanged() {
        for (Exchange exchange : List.copyOf(exchanges.values())) {
            exchange.streamWritabilityChanged();
        }
    }

    /// The link is gone.
    public void closed() {
        finishing = true;
        for (Map.Entry<V1LinkStream, Exchange> open : List.copyOf(exchanges.entrySet())) {
            RepeatedRequests.Delivery delivery = open.getKey().delivery();
            if (delivery != null) {
                repeated.lost(delivery);
            }
            open.getValue().cancelled("the link was lost");
            open.getKey().drop();
        }
    }

    // ---- for the streams

    ByteBufAllocator alloc() {
        return ctx.alloc();
    }

    MessageWriter writer() {
        return writer;
    }

    RepeatedRequests repeated() {
        return repeated;
    }

    String newStreamId() {
        return new UUID(forwarding.random().nextLong(), forwarding.random().nextLong()).toString();
    }

    void send(ByteBuf message) {
        ctx.write(message);
        observer.messageSent();
        flusher.request();
    }

    boolean isWritable() {
        return ctx.channel().isWritable();
    }

    void sendAtEndOfTurn(V1LinkStream stream) {
        due.add(stream);
        flusher.request();
    }

    private void endOfTurn() {
        List<V1LinkStream> now = due;
        if (now.isEmpty()) {
            return;
        }
        due = new ArrayList<>();
        now.forEach(V1LinkStream::endOfTurn);
    }

    /// Room for an answer that is gathered whole; whether there was.
    boolean reserve(long bytes) {
        boolean fits = gatheredBytes + bytes <= GATHERED_LIMIT_BYTES;
        if (fits) {
            gatheredBytes += bytes;
        }
        return fits;
    }

    boolean hasRoom() {
        return gatheredBytes <= GATHERED_LIMIT_BYTES;
    }

    void gathered(long bytes) {
        gatheredBytes += bytes;
    }

    /// So many bytes of requests came, or, if negative, were taken.
    void requestBytes(long bytes) {
        requestBytes += bytes;
        boolean pause =
                readingPaused
                        ? requestBytes > REQUEST_LIMIT_BYTES / 2
                        : requestBytes > REQUEST_LIMIT_BYTES;
        if (pause != readingPaused) {
            readingPaused = pause;
            observer.readLink(!pause);
        }
    }

    void ended(V1LinkStream stream) {
        if (exchanges.remove(stream) != null) {
            observer.streamEnded(exchanges.size());
        }
    }

    // ---- silent origins

    private void sweepLater() {
        if (!sweeping) {
            sweeping = true;
            ctx.executor().schedule(this::sweep, sweepNanos, TimeUnit.NANOSECONDS);
        }
    }

    private void sweep() {
        sweeping = false;
        long now = forwarding.nanoTime().getAsLong();
        for (Exchange exchange : List.copyOf(exchanges.values())) {
            exchange.checkTimeout(now);
        }
        boolean idleConnections = forwarding.origin().sweep();
        if (idleConnections || !exchanges.isEmpty()) {
            sweepLater();
        }
    }
}
