package io.terrateam.terratunnel.agent.link;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import io.terrateam.terratunnel.agent.forward.Forwarding;
import io.terrateam.terratunnel.agent.forward.RepeatedRequests;
import io.terrateam.terratunnel.agent.forward.V1Server;
import io.terrateam.terratunnel.agent.forward.V1Streams;
import io.terrateam.terratunnel.protocol.link.LinkHandshake;
import io.terrateam.terratunnel.protocol.link.MessageBudget;
import io.terrateam.terratunnel.protocol.link.WebSocketCodec;
import io.terrateam.terratunnel.protocol.link.WebSocketFrames;
import io.terrateam.terratunnel.protocol.v1.BadMessage;
import io.terrateam.terratunnel.protocol.v1.Message;
import io.terrateam.terratunnel.protocol.v1.MessageReader;
import io.terrateam.terratunnel.protocol.v1.MessageWriter;
import io.terrateam.terratunnel.protocol.v1.V1;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A link of version 1, from the client's first message on.
///
/// It introduces itself, waits for the tunnel's host name and then for the answer to a ping, as the
/// original's client does; only then it is open.
///
/// Thread: the channel's loop. Owns: the channel. Limits: [V1#FIRST_MESSAGE] for the name,
/// [#PONG_LIMIT] for the pong. Failure: what a server must not send ends the link with a close
/// frame; types that nobody knows are passed over.
final class V1Link extends ChannelInboundHandlerAdapter implements Link, V1Streams.Observer {

    /// Time for the first pong.
    static final Duration PONG_LIMIT = Duration.ofSeconds(5);

    private static final int NORMAL_CLOSURE = 1000;
    private static final Pattern HOSTNAME = Pattern.compile("[A-Za-z0-9._-]+(:[0-9]{1,5})?");

    private final Channel channel;
    private final LinkTerms terms;
    private final Forwarding forwarding;
    private final RepeatedRequests repeated;
    private final Link.Listener listener;
    private final Promise<DialOutcome> outcome;
    private final V1Liveness liveness;
    private final MessageReader reader = new MessageReader(MessageReader.Role.AGENT);

    private @Nullable V1Server server;
    private @Nullable V1Streams streams;
    private @Nullable ScheduledFuture<?> openingTimer;
    private String reason = "the connection to the server was lost";
    private long openedNanos;
    private boolean finishing;
    private boolean closed;

    /// What all links of an agent share.
    ///
    /// @param repeated knows requests again that come twice
    /// @param budget for messages that have not come whole
    record Shared(
            LinkTerms terms,
            Forwarding forwarding,
            RepeatedRequests repeated,
            MessageBudget budget,
            Link.Listener listener) {}

    V1Link(Channel channel, Shared shared, Promise<DialOutcome> outcome) {
        this.channel = channel;
        this.terms = shared.terms();
        this.forwarding = shared.forwarding();
        this.repeated = shared.repeated();
        this.listener = shared.listener();
        this.outcome = outcome;
        this.liveness = new V1Liveness(forwarding.nanoTime(), this::ping, this::dead);
    }

    /// What watches the connection; it belongs in front of the WebSocket.
    V1Liveness liveness() {
        return liveness;
    }

    private void ping() {
        WebSocketFrames.ping(channel);
    }

    private void dead(String why) {
        reason = why;
        channel.close();
    }

    // ---- opening

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        String key = terms.bearer() == null ? "" : terms.bearer();
        write(
                ctx,
                new MessageWriter(ctx.alloc())
                        .write(new Message.ClientInfo(terms.localEndpoint(), key, true)));
        openingTimer =
                ctx.executor()
                        .schedule(
                                () -> fail("the server named no host for the tunnel in time"),
                                V1.FIRST_MESSAGE.toNanos(),
                                TimeUnit.NANOSECONDS);
    }

    private void write(ChannelHandlerContext ctx, ByteBuf message) {
        liveness.messagePassed();
        ctx.writeAndFlush(message);
    }

    private void assigned(ChannelHandlerContext ctx, Message.HostnameAssigned name) {
        if (server != null) {
            return;
        }
        if (!HOSTNAME.matcher(name.hostname()).matches()) {
            fail("the server named a public host that is none");
            return;
        }
        String scheme = Destination.of(terms.serverUrl()).tls() ? "https" : "http";
        server = new V1Server(scheme, name.hostname(), name.exact());
        streams =
                new V1Streams(
                        forwarding, repeated, server, terms.maxConcurrentStreams(), ctx, this);
        stopOpeningTimer();
        liveness.probeNow(PONG_LIMIT);
    }

    /// Bytes behind the ping: its pong, or at least a sign of life.
    private void openIfAnswered() {
        if (server != null && !outcome.isDone() && liveness.isAnswered()) {
            openedNanos = forwarding.nanoTime().getAsLong();
            outcome.trySuccess(new DialOutcome.Opened(this));
        }
    }

    private void fail(String problem) {
        stopOpeningTimer();
        reason = problem;
        outcome.trySuccess(new DialOutcome.Failed(problem, Duration.ZERO));
        channel.close();
    }

    private void stopOpeningTimer() {
        if (openingTimer != null) {
            openingTimer.cancel(false);
            openingTimer = null;
        }
    }

    // ---- what it is

    @Override
    public int version() {
        return 1;
    }

    @Override
    public String publicUrl() {
        return server == null ? "" : server.publicUrl();
    }

    @Override
    public String id() {
        return "";
    }

    @Override
    public @Nullable String resume() {
        return null;
    }

    @Override
    public Duration upFor() {
        return Duration.ofNanos(forwarding.nanoTime().getAsLong() - openedNanos);
    }

    @Override
    public void probeNow(Duration limit) {
        liveness.probeNow(limit);
    }

    // ---- ends

    /// There is no word for it in version 1: requests that still come are answered `draining`.
    @Override
    public void drain() {
        finish();
    }

    @Override
    public void finish() {
        finishing = true;
        if (streams != null) {
            streams.finish();
        }
        closeIfIdle();
    }

    private void closeIfIdle() {
        if (finishing && !closed && (streams == null || streams.open() == 0)) {
            close(NORMAL_CLOSURE, "");
        }
    }

    @Override
    public void close(int code, String text) {
        WebSocketFrames.close(channel, code, text);
    }

    @Override
    public void closeNow() {
        channel.close();
    }

    // ---- from the streams

    @Override
    public void readLink(boolean on) {
        channel.config().setAutoRead(on);
    }

    @Override
    public void messageSent() {
        liveness.messagePassed();
    }

    @Override
    public void streamEnded(int left) {
        if (finishing && left == 0) {
            // The last message is written within this turn.
            channel.eventLoop().execute(this::closeIfIdle);
        }
    }

    // ---- from the server

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object owned) {
        try {
            if (owned instanceof ByteBuf message && !closed) {
                liveness.messagePassed();
                take(ctx, reader.read(message));
            }
        } catch (BadMessage bad) {
            reason = "the server sent what is no message of version 1: " + bad.reason();
            close(bad.closeCode(), bad.reason());
        } finally {
            ReferenceCountUtil.release(owned);
        }
    }

    private void take(ChannelHandlerContext ctx, Message message) {
        switch (message) {
            case Message.HostnameAssigned name -> assigned(ctx, name);
            case Message.Keepalive() ->
                    write(ctx, new MessageWriter(ctx.alloc()).write(new Message.KeepaliveAck()));
            case Message.Request request when streams != null -> streams.request(request);
            case Message.Malformed request when streams != null -> streams.malformed(request);
            default -> {}
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        openIfAnswered();
        ctx.fireChannelReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (streams != null) {
            streams.writabilityChanged();
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof WebSocketCodec.PeerClosed(int code, String text)) {
            String said = ProblemText.clean(text);
            reason =
                    "the server closed the link ("
                            + code
                            + (said.isEmpty() ? "" : " " + said)
                            + ")";
            outcome.trySuccess(Refusals.ofClose(code, said));
            if (said.equals(LinkHandshake.GOAWAY_REPLACED)) {
                listener.goneAway(this, said);
            }
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        reason = "the connection to the server broke: " + cause.getMessage();
        channel.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (closed) {
            return;
        }
        closed = true;
        stopOpeningTimer();
        if (streams != null) {
            streams.closed();
        }
        if (outcome.trySuccess(new DialOutcome.Failed(reason, Duration.ZERO))) {
            return;
        }
        if (outcome.getNow() instanceof DialOutcome.Opened) {
            listener.closed(this, reason);
        }
    }
}
