package io.terrateam.terratunnel.edge.link.v1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.terrateam.terratunnel.edge.config.EdgeConfig;
import io.terrateam.terratunnel.edge.link.Link;
import io.terrateam.terratunnel.edge.link.LinkBuffer;
import io.terrateam.terratunnel.edge.link.LinkStream;
import io.terrateam.terratunnel.edge.link.LinkStreamListener;
import io.terrateam.terratunnel.edge.link.LinkStreamListener.StreamEnd;
import io.terrateam.terratunnel.edge.link.RequestHead;
import io.terrateam.terratunnel.protocol.link.LinkHandshake;
import io.terrateam.terratunnel.protocol.link.MessageBudget;
import io.terrateam.terratunnel.protocol.link.WebSocketFrames;
import io.terrateam.terratunnel.protocol.v1.BadMessage;
import io.terrateam.terratunnel.protocol.v1.Message;
import io.terrateam.terratunnel.protocol.v1.MessageReader;
import io.terrateam.terratunnel.protocol.v1.MessageWriter;
import io.terrateam.terratunnel.protocol.v1.V1;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A link of version 1: JSON messages in a WebSocket.
///
/// An answer counts only on the link that carried its request, and no request is sent twice.
///
/// Thread: its channel's loop, which is its tunnel's. Limits: `linkBuffer` bytes that visitors have
/// not taken ([LinkBuffer]); long before that the link is not read ([ReadPause]). Spec:
/// `PROTOCOL.md`. Failure: a message that belongs to no exchange and is against the rules closes
/// the link, and a link that ends tells each of its open streams exactly once.
final class V1Link extends ChannelInboundHandlerAdapter implements Link {

    private static final Logger LOG = LoggerFactory.getLogger(V1Link.class);

    private static final int GOING_AWAY = 1001;
    private static final int RESTARTS = 1012;
    private static final long NOTHING_CAME_MILLIS = 2_000;
    private static final int WORST_ESCAPING = 3;
    private static final int HEAD_BYTES = 1 << 20;

    private final String id;
    private final V1Client client;
    private final EdgeConfig config;
    private final MessageBudget budget;
    private final Lifecycle lifecycle;
    private final LinkBuffer buffer;
    private final MessageReader reader = new MessageReader(MessageReader.Role.EDGE);
    private final Map<String, V1LinkStream> byRequest = new HashMap<>();
    private final Map<String, V1LinkStream> byStream = new HashMap<>();

    private @Nullable Parts parts;
    private long requests;
    private boolean open;
    private boolean draining;
    private boolean silent;
    private boolean keepaliveDue;
    private String drainReason = "";

    /// What it has once it is in a channel.
    private record Parts(
            ChannelHandlerContext ctx, MessageWriter writer, Sending sending, ReadPause pause) {}

    V1Link(
            String id,
            V1Client client,
            EdgeConfig config,
            MessageBudget budget,
            Lifecycle lifecycle) {
        this.id = id;
        this.client = client;
        this.config = config;
        this.budget = budget;
        this.lifecycle = lifecycle;
        this.buffer = new LinkBuffer(config.sizes().linkBuffer());
    }

    /// Longest message that is taken: an answer within its limit in the worst of usual spellings.
    static int maxMessageBytes(EdgeConfig config) {
        long answer = config.sizes().responseBody();
        return answer == 0
                ? V1.MAX_MESSAGE_BYTES
                : (int) Math.min(V1.MAX_MESSAGE_BYTES, answer * WORST_ESCAPING + HEAD_BYTES);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        parts =
                new Parts(
                        ctx,
                        new MessageWriter(ctx.alloc()),
                        new Sending(ctx),
                        new ReadPause(this, ctx.channel(), System::nanoTime));
    }

    /// Tells the client that it is in, and serves its tunnel from now on.
    void begin(Message.HostnameAssigned assigned) {
        open = true;
        sending().send(writer().write(assigned));
        keepAliveLater();
        lifecycle.opened(this);
    }

    private void keepAliveLater() {
        channel()
                .eventLoop()
                .schedule(this::keepAlive, V1.KEEPALIVE_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void keepAlive() {
        if (channel().isActive()) {
            if (sending().isIdle()) {
                sending().send(writer().write(new Message.Keepalive()));
            } else {
                keepaliveDue = true;
            }
            keepAliveLater();
        }
    }

    // ---- Link

    @Override
    public String id() {
        return id;
    }

    @Override
    public boolean pooled() {
        return false;
    }

    @Override
    public boolean digests() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return open && !draining && channel().isActive();
    }

    @Override
    public boolean hasRoom() {
        return isOpen()
                && byRequest.size() < client.maxExchanges(config.counts().exchangesPerTunnel())
                && !sending().isCrowded();
    }

    @Override
    public int openStreams() {
        return byRequest.size();
    }

    @Override
    public LinkStream open(RequestHead head, LinkStreamListener listener) {
        String requestId = Long.toString(++requests, Character.MAX_RADIX);
        V1LinkStream stream =
                new V1LinkStream(this, requestId, head, listener, new GatheredBody(budget));
        byRequest.put(requestId, stream);
        stream.begin();
        return stream;
    }

    @Override
    public void drain(String reason) {
        if (draining || !channel().isActive()) {
            return;
        }
        drainReason = reason;
        stopTakingStreams();
        channel()
                .eventLoop()
                .schedule(
                        this::closeDrained,
                        config.times().drain().toMillis(),
                        TimeUnit.MILLISECONDS);
        closeIfDrained();
    }

    private void closeIfDrained() {
        if (!drainReason.isEmpty() && byRequest.isEmpty()) {
            later(this::closeDrained);
        }
    }

    private void closeDrained() {
        boolean restarts = drainReason.equals(LinkHandshake.GOAWAY_DRAINING);
        close(restarts ? RESTARTS : GOING_AWAY, drainReason);
    }

    @Override
    public void close(int webSocketCode, String reason) {
        stopTakingStreams();
        if (channel().isActive()) {
            channel().config().setAutoRead(true); // its close frame is to be read
            WebSocketFrames.close(channel(), webSocketCode, reason);
        }
    }

    private void stopTakingStreams() {
        if (!draining) {
            draining = true;
            lifecycle.closed(this);
        }
    }

    @Override
    public void fellSilent() {
        silent = true;
    }

    // ---- messages from the agent

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object received) {
        ByteBuf message = (ByteBuf) received;
        try {
            take(reader.read(message));
        } catch (BadMessage bad) {
            LOG.info("link closed link={} code={} reason={}", id, bad.closeCode(), bad.reason());
            close(bad.closeCode(), bad.reason());
        } finally {
            message.release();
        }
    }

    private void take(Message message) {
        switch (message) {
            case Message.Answer answer -> {
                V1LinkStream stream = byRequest.get(answer.requestId());
                if (stream != null) {
                    stream.answered(answer);
                }
            }
            case Message.StreamBegin begin -> {
                V1LinkStream stream = byRequest.get(begin.requestId());
                if (stream != null) {
                    stream.streamBegins(begin);
                }
            }
            case Message.StreamChunk chunk -> {
                V1LinkStream stream = byStream.get(chunk.streamId());
                if (stream != null) {
                    stream.chunk(chunk);
                }
            }
            case Message.StreamComplete complete -> {
                V1LinkStream stream = byStream.get(complete.streamId());
                if (stream != null) {
                    stream.streamComplete(complete.checksum());
                }
            }
            case Message.StreamError error -> brokenOff(error.streamId(), "broken off by agent");
            case Message.Malformed malformed -> brokenOff(malformed.id(), malformed.reason());
            case Message.KeepaliveAck ack -> {}
            default -> LOG.debug("message passed over link={}", id);
        }
    }

    private void brokenOff(String requestOrStream, String reason) {
        V1LinkStream stream = byStream.get(requestOrStream);
        stream = stream == null ? byRequest.get(requestOrStream) : stream;
        if (stream != null) {
            stream.broken(reason);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        boolean crowded = sending().isCrowded();
        sending().goOn();
        if (keepaliveDue && sending().isIdle()) {
            keepaliveDue = false;
            sending().send(writer().write(new Message.Keepalive()));
        }
        if (crowded && !sending().isCrowded() && !draining) {
            lifecycle.roomAgain(this);
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        stopTakingStreams();
        StreamEnd end = silent ? StreamEnd.LINK_SILENT : StreamEnd.LINK_LOST;
        List.copyOf(byRequest.values()).forEach(stream -> stream.end(end));
        sending().release();
        ctx.fireChannelInactive();
    }

    // ---- for its streams

    V1Client client() {
        return client;
    }

    ByteBufAllocator alloc() {
        return channel().alloc();
    }

    MessageWriter writer() {
        return parts().writer;
    }

    Sending sending() {
        return parts().sending;
    }

    ReadPause pause() {
        return parts().pause;
    }

    LinkBuffer buffer() {
        return buffer;
    }

    private Channel channel() {
        return parts().ctx.channel();
    }

    private Parts parts() {
        if (parts == null) {
            throw new IllegalStateException("link: not in a channel");
        }
        return parts;
    }

    /// Runs `work` when this turn's calls have returned.
    void later(Runnable work) {
        channel().eventLoop().execute(work);
    }

    /// A stream's answer comes in chunks.
    void streams(V1LinkStream stream) {
        V1LinkStream other = byStream.put(stream.streamId(), stream);
        if (other != null) {
            other.broken("another answer has the same stream");
        }
        if (!client.exact() && !stream.isOfKnownLength()) {
            channel()
                    .eventLoop()
                    .schedule(stream::endIfNothingCame, NOTHING_CAME_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /// A stream is over.
    void ended(V1LinkStream stream) {
        byRequest.remove(stream.requestId(), stream);
        byStream.remove(stream.streamId(), stream);
        if (draining) {
            closeIfDrained();
        } else {
            lifecycle.roomAgain(this);
        }
        pause().look();
    }

    /// The unfinished answer of which most waits for its visitor.
    @Nullable V1LinkStream greediest() {
        V1LinkStream greediest = null;
        for (V1LinkStream stream : byStream.values()) {
            if (greediest == null || stream.heldBytes() > greediest.heldBytes()) {
                greediest = stream;
            }
        }
        return greediest;
    }

    /// How much waits of all unfinished answers.
    long unfinishedBytes() {
        long bytes = 0;
        for (V1LinkStream stream : byStream.values()) {
            bytes += stream.heldBytes();
        }
        return bytes;
    }
}
