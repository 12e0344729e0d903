package io.terrateam.terratunnel.agent.link;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.ScheduledFuture;
import io.terrateam.terratunnel.agent.transport.WebSocketKey;
import io.terrateam.terratunnel.protocol.link.LinkHandshake;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Reads the server's answer to the upgrade and either makes the channel a link or says why not.
///
/// Thread: the channel's loop; one object for one dial. Limits: [#ANSWER_LIMIT] in all; 64 KiB of a
/// refusal's body are looked at. Spec: RFC 6455 section 4.1 (what a client must verify).
final class UpgradeHandler extends ChannelInboundHandlerAdapter {

    /// Time for the server's answer.
    static final Duration ANSWER_LIMIT = Duration.ofSeconds(15);

    private static final int MAX_BODY_BYTES = 64 * 1024;

    private final HttpClientCodec codec;
    private final WebSocketKey key;
    private final LinkPipeline pipeline;
    private final LinkVersions versions;
    private final Promise<DialOutcome> outcome;
    private final Deque<ByteBuf> behind = new ArrayDeque<>(0);
    private final StringBuilder body = new StringBuilder();
    private @Nullable ScheduledFuture<?> timer;
    private @Nullable HttpResponse head;

    UpgradeHandler(
            HttpClientCodec codec,
            WebSocketKey key,
            LinkPipeline pipeline,
            LinkVersions versions,
            Promise<DialOutcome> outcome) {
        this.codec = codec;
        this.key = key;
        this.pipeline = pipeline;
        this.versions = versions;
        this.outcome = outcome;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        timer =
                ctx.executor()
                        .schedule(
                                () -> fail(ctx, "the server did not answer in time"),
                                ANSWER_LIMIT.toNanos(),
                                TimeUnit.NANOSECONDS);
    }

    /// An alert of TLS is what a server says that was spoken to in the clear.
    private static String schemeHint(ChannelHandlerContext ctx) {
        boolean secure = ctx.pipeline().get(SslHandler.class) != null;
        return secure ? "" : " (if it speaks TLS: wss://)";
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        stopTimer();
        releaseBehind();
    }

    private void releaseBehind() {
        for (ByteBuf bytes = behind.poll(); bytes != null; bytes = behind.poll()) {
            bytes.release();
        }
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf bytes) {
            behind.add(bytes);
            return;
        }
        try {
            if (outcome.isDone()) {
                return;
            }
            if (message instanceof HttpObject part && part.decoderResult().isFailure()) {
                fail(ctx, "the server's answer is not HTTP" + schemeHint(ctx));
                return;
            }
            if (message instanceof HttpResponse answer) {
                head =
                        answer.status().code() < 200 && answer.status().code() != 101
                                ? null
                                : answer;
            }
            if (message instanceof HttpContent part && head != null) {
                read(ctx, head, part);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    private void read(ChannelHandlerContext ctx, HttpResponse answer, HttpContent part) {
        int left = MAX_BODY_BYTES - body.length();
        int length = Math.min(left, part.content().readableBytes());
        body.append(
                part.content()
                        .toString(part.content().readerIndex(), length, StandardCharsets.UTF_8));
        if (!(part instanceof LastHttpContent) && length < left) {
            return;
        }
        if (answer.status().code() == 101) {
            accepted(ctx, answer.headers());
        } else {
            finish(ctx, Refusals.outcome(answer, body.toString()));
        }
    }

    private void accepted(ChannelHandlerContext ctx, HttpHeaders fields) {
        boolean upgraded =
                fields.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                        && fields.containsValue(
                                HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
                        && key.isAcceptedBy(fields.get(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT));
        if (!upgraded || fields.contains(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS)) {
            fail(ctx, "the server's answer to the WebSocket upgrade is not a valid one");
            return;
        }
        String subprotocol = fields.get(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
        if (subprotocol == null && versions != LinkVersions.ONLY_2) {
            becomeVersion1(ctx);
            return;
        }
        if (!LinkHandshake.SUBPROTOCOL_V2.equals(subprotocol)) {
            finish(ctx, Refusals.withoutVersion2());
            return;
        }
        String publicUrl = fields.get(LinkHandshake.URL);
        if (publicUrl == null) {
            fail(ctx, "the server did not say which public URL the tunnel has");
            return;
        }
        LinkGrant grant =
                new LinkGrant(
                        ProblemText.clean(publicUrl),
                        ProblemText.clean(fields.get(LinkHandshake.LINK, "")),
                        fields.get(LinkHandshake.RESUME));
        becomeLink(ctx, grant);
    }

    /// The leaving codec hands on what it has read beyond the 101; that is kept until the link's
    /// handlers are in place, which in turn write at once and must not find the codec before them.
    private void becomeLink(ChannelHandlerContext ctx, LinkGrant grant) {
        stopTimer();
        ctx.pipeline().remove(codec);
        Link link = pipeline.install(ctx.channel(), grant);
        outcome.trySuccess(new DialOutcome.Opened(link));
        handOver(ctx);
    }

    /// A server that passes the offer of version 2 over doesn't know it.
    private void becomeVersion1(ChannelHandlerContext ctx) {
        stopTimer();
        ctx.pipeline().remove(codec);
        pipeline.installVersion1(ctx.channel(), outcome);
        handOver(ctx);
    }

    private void handOver(ChannelHandlerContext ctx) {
        for (ByteBuf bytes = behind.poll(); bytes != null; bytes = behind.poll()) {
            ctx.fireChannelRead(bytes);
        }
        ctx.pipeline().remove(this);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail(ctx, "the server closed the connection before the link was open");
        releaseBehind();
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(ctx, "the connection to the server broke: " + cause.getMessage());
    }

    private void fail(ChannelHandlerContext ctx, String problem) {
        finish(ctx, new DialOutcome.Failed(problem, Duration.ZERO));
    }

    private void finish(ChannelHandlerContext ctx, DialOutcome result) {
        stopTimer();
        outcome.trySuccess(result);
        ctx.close();
    }
}
