package io.terrateam.terratunnel.agent.origin;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.terrateam.terratunnel.protocol.link.TurnFlusher;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// One connection to the origin; it carries one exchange at a time.
///
/// Thread: the loop, of the link as well as of this connection. Owns: the channel. Buffers belong
/// to the listener as soon as they are handed on, and to the channel once written. Limits:
/// [#MAX_INTERIM_ANSWERS] interim answers to one exchange. Failure: whatever an HTTP/1.1 server
/// must not do ends the connection and, inside an exchange, is told by [OriginListener#broken]. It
/// is kept only after a clean end of both directions.
public final class OriginConnection extends ChannelInboundHandlerAdapter {

    /// So many interim answers to one exchange are taken for an attack.
    public static final int MAX_INTERIM_ANSWERS = 32;

    private enum Reading {
        NOTHING,
        HEAD,
        END_OF_INTERIM,
        BODY,
        END_OF_SWITCH,
        RAW
    }

    private final Channel channel;
    private final OriginConnections home;
    private final OriginResponseDecoder decoder;
    private final OriginRequestEncoder encoder;
    private final TurnFlusher flusher;

    private @Nullable OriginListener listener;
    private Reading reading = Reading.NOTHING;
    private @Nullable HttpResponse switchHead;
    private @Nullable Throwable cause;
    private boolean usedBefore;
    private boolean requestEnded;
    private boolean keepAlive;
    private boolean switchAsked;
    private boolean rawInputEnded;
    private int interimCount;
    private long idleSinceNanos;
    private long idleLimitNanos;

    OriginConnection(Channel channel, OriginConnections home) {
        this.channel = channel;
        this.home = home;
        this.flusher = new TurnFlusher(channel);
        this.decoder = new OriginResponseDecoder();
        this.encoder = new OriginRequestEncoder();
        channel.pipeline().addLast(decoder, encoder, this);
    }

    // ---- what an exchange does with it

    /// Sends the head of an exchange.
    ///
    /// @param ended whether nothing follows it; then it must be a `FullHttpRequest`
    public void send(OriginListener exchange, HttpRequest head, boolean ended) {
        listener = exchange;
        reading = Reading.HEAD;
        requestEnded = ended;
        interimCount = 0;
        keepAlive = false;
        switchAsked = ended && head.headers().contains(HttpHeaderNames.UPGRADE);
        decoder.expectAnswer(HttpMethod.HEAD.equals(head.method()));
        write(head);
    }

    /// Sends a part of the body, or raw bytes after a switch; takes `owned` over.
    public void sendBody(ByteBuf owned) {
        write(reading == Reading.RAW ? owned : new DefaultHttpContent(owned));
    }

    /// Ends the body, or our side after a switch.
    ///
    /// @param trailers what follows the body; sent only where the body is chunked
    public void sendEnd(HttpHeaders trailers) {
        requestEnded = true;
        if (reading == Reading.RAW) {
            endRawOutput();
        } else if (trailers.isEmpty()) {
            write(LastHttpContent.EMPTY_LAST_CONTENT);
        } else {
            DefaultLastHttpContent last = new DefaultLastHttpContent(Unpooled.EMPTY_BUFFER);
            last.trailingHeaders().set(trailers);
            write(last);
        }
    }

    private void write(Object part) {
        channel.write(part);
        flusher.request();
    }

    /// Whether more can be sent without much waiting in memory; [OriginListener#writable] tells
    /// when again.
    public boolean isWritable() {
        return channel.isWritable();
    }

    /// Whether to read on from the origin. Bytes already read may still be handed on.
    public void setReading(boolean on) {
        if (channel.config().isAutoRead() != on) {
            channel.config().setAutoRead(on);
        }
    }

    /// Ends the exchange and the connection at once; the listener hears nothing more.
    public void abort() {
        listener = null;
        reading = Reading.NOTHING;
        channel.close();
    }

    private void endRawOutput() {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls != null) {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> tls.closeOutbound());
        } else if (rawInputEnded) {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        } else {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER)
                    .addListener(done -> ((DuplexChannel) channel).shutdownOutput());
        }
    }

    // ---- what the origin does

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        // Once the connection is broken, the decoder takes its end for the end of the body.
        switch (message) {
            case ByteBuf raw when reading == Reading.RAW && listener != null ->
                    listener.body(raw, false);
            case HttpObject part when listener != null && reading != Reading.RAW && cause == null ->
                    read(part);
            default -> ReferenceCountUtil.release(message);
        }
    }

    private void read(HttpObject part) {
        if (part.decoderResult().isFailure()) {
            ReferenceCountUtil.release(part);
            breakOff(home.notHttp(part.decoderResult().cause()));
            return;
        }
        switch (reading) {
            case HEAD -> readHead((HttpResponse) part);
            case END_OF_INTERIM -> reading = Reading.HEAD;
            case BODY -> readBody((HttpContent) part);
            case END_OF_SWITCH -> becomeRaw();
            case NOTHING, RAW -> ReferenceCountUtil.release(part);
        }
    }

    private void readHead(HttpResponse head) {
        String fault = HeadFault.of(head, switchAsked);
        boolean interim = head.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        if (fault == null && interim && ++interimCount > MAX_INTERIM_ANSWERS) {
            fault = "more than " + MAX_INTERIM_ANSWERS + " interim answers";
        }
        if (fault != null) {
            breakOff(home.protocolFailure(fault));
            return;
        }
        OriginListener exchange = current();
        if (head.status().code() == 101) {
            switchHead = head;
            reading = Reading.END_OF_SWITCH;
        } else if (interim) {
            reading = Reading.END_OF_INTERIM;
            exchange.interim(head);
        } else {
            reading = Reading.BODY;
            keepAlive =
                    HttpUtil.isKeepAlive(head)
                            && !head.headers().contains(HttpHeaderNames.UPGRADE, "h2c", true);
            idleLimitNanos = KeepAliveField.limitNanos(head.headers());
            exchange.head(head);
        }
    }

    private void readBody(HttpContent part) {
        OriginListener exchange = current();
        boolean last = part instanceof LastHttpContent;
        HttpHeaders trailers =
                part instanceof LastHttpContent end
                        ? end.trailingHeaders()
                        : EmptyHttpHeaders.INSTANCE;
        if (part.content().isReadable()) {
            exchange.body(part.content(), last);
        } else {
            part.release();
        }
        // The listener may have aborted from inside the call.
        if (last && listener == exchange) {
            answerEnded(exchange, trailers);
        }
    }

    private void answerEnded(OriginListener exchange, HttpHeaders trailers) {
        listener = null;
        reading = Reading.NOTHING;
        boolean clean = keepAlive && requestEnded && !decoder.hasBytesLeft() && isDrained();
        decoder.expectNothing();
        exchange.end(trailers);
        if (clean && channel.isActive()) {
            setReading(true);
            home.keep(this);
        } else {
            channel.close();
        }
    }

    /// Whether all that was written has left: an answer that comes before is odd.
    private boolean isDrained() {
        ChannelOutboundBuffer pending = channel.unsafe().outboundBuffer();
        return pending != null && pending.totalPendingWriteBytes() == 0;
    }

    /// Bytes behind the 101 come out of the decoder when it leaves, before anything newer.
    private void becomeRaw() {
        HttpResponse head = switchHead;
        if (head == null) {
            return;
        }
        reading = Reading.RAW;
        requestEnded = false;
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        channel.config().setOption(ChannelOption.AUTO_CLOSE, true);
        OriginListener exchange = current();
        channel.pipeline().remove(encoder);
        exchange.switched(head);
        if (listener == exchange) {
            channel.pipeline().remove(decoder);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        boolean inputOver =
                event == ChannelInputShutdownEvent.INSTANCE
                        || event == SslCloseCompletionEvent.SUCCESS;
        if (inputOver && reading == Reading.RAW) {
            endRawInput();
        } else if (reading == Reading.BODY
                && event instanceof SslCloseCompletionEvent close
                && !close.isSuccess()) {
            // Anybody on the way can end TCP: without a close_notify that ends no body.
            cause = new SSLException("closed the connection without a close_notify");
        }
        ctx.fireUserEventTriggered(event);
    }

    private void endRawInput() {
        OriginListener exchange = listener;
        if (exchange == null || rawInputEnded) {
            return;
        }
        rawInputEnded = true;
        exchange.end(EmptyHttpHeaders.INSTANCE);
        if (requestEnded) {
            listener = null;
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (listener != null && channel.isWritable()) {
            listener.writable();
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable failure) {
        cause = failure;
        channel.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        home.forget(this);
        if (reading == Reading.RAW && cause == null && (requestEnded || rawInputEnded)) {
            endRawInput();
            listener = null;
        }
        if (listener != null) {
            boolean nothingCame = reading == Reading.HEAD && !decoder.sawBytes();
            String how =
                    cause == null ? "closed the connection" : String.valueOf(cause.getMessage());
            String when =
                    reading == Reading.BODY ? " in the middle of its answer" : " without an answer";
            finish(home.protocolFailure(how + when), usedBefore && nothingCame);
        }
        ctx.fireChannelInactive();
    }

    private void breakOff(OriginFailure failure) {
        finish(failure, false);
        channel.close();
    }

    private void finish(OriginFailure failure, boolean untouched) {
        OriginListener exchange = listener;
        listener = null;
        reading = Reading.NOTHING;
        if (exchange != null) {
            exchange.broken(failure, untouched);
        }
    }

    private OriginListener current() {
        if (listener == null) {
            throw new IllegalStateException("origin connection without an exchange");
        }
        return listener;
    }

    // ---- what its home does with it

    void restAt(long nowNanos) {
        usedBefore = true;
        idleSinceNanos = nowNanos;
    }

    /// Whether it has rested for longer than its origin, or `limitNanos`, allows.
    boolean isStale(long nowNanos, long limitNanos) {
        return nowNanos - idleSinceNanos > Math.min(limitNanos, idleLimitNanos);
    }

    boolean isUsable() {
        return channel.isActive();
    }

    void close() {
        channel.close();
    }
}
