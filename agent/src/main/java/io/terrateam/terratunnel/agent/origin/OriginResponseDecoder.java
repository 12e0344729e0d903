package io.terrateam.terratunnel.agent.origin;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.util.ReferenceCountUtil;

/// Reads answers strictly: both framings at once are refused, and bytes that nobody asked for are
/// seen.
///
/// Thread: the connection's loop. Limits: status line 8 KiB, header block 64 KiB, body parts 64
/// KiB. Spec: RFC 9112 section 6.
final class OriginResponseDecoder extends HttpResponseDecoder {

    private static final int MAX_LINE_BYTES = 8 * 1024;
    private static final int MAX_HEADER_BYTES = 64 * 1024;
    private static final int MAX_PART_BYTES = 64 * 1024;

    private boolean answerExpected;
    private boolean headAsked;
    private boolean sawBytes;

    OriginResponseDecoder() {
        super(
                new HttpDecoderConfig()
                        .setMaxInitialLineLength(MAX_LINE_BYTES)
                        .setMaxHeaderSize(MAX_HEADER_BYTES)
                        .setMaxChunkSize(MAX_PART_BYTES)
                        .setInitialBufferSize(1024));
    }

    /// An exchange begins.
    ///
    /// @param headMethod whether it is a HEAD, whose answer has no body whatever its header says
    void expectAnswer(boolean headMethod) {
        answerExpected = true;
        headAsked = headMethod;
        sawBytes = false;
    }

    /// The exchange has its answer; whatever comes now is odd.
    void expectNothing() {
        answerExpected = false;
    }

    /// Whether any byte came since [#expectAnswer].
    boolean sawBytes() {
        return sawBytes;
    }

    /// Whether bytes wait that belong to no answer.
    boolean hasBytesLeft() {
        return actualReadableBytes() > 0;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        sawBytes = true;
        if (!answerExpected) {
            ReferenceCountUtil.release(message);
            ctx.close();
            return;
        }
        super.channelRead(ctx, message);
    }

    @Override
    protected boolean isContentAlwaysEmpty(HttpMessage message) {
        boolean interim =
                message instanceof HttpResponse head
                        && head.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        return headAsked || interim || super.isContentAlwaysEmpty(message);
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        throw new IllegalArgumentException("both Content-Length and Transfer-Encoding");
    }
}
