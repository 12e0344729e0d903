package io.terrateam.terratunnel.edge.visitor;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.terrateam.terratunnel.edge.config.EdgeConfig;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Netty's request decoder, made to refuse what it would read leniently: folded header lines,
/// request lines with more than two single spaces, and versions that are not spelt `HTTP/1.x`.
///
/// Thread: the visitor's loop. Limits: request line, header block and chunk size as configured; 64
/// KiB of body at a time. Spec: RFC 9112 sections 2.2, 3 and 5.2.
final class StrictRequestDecoder extends HttpRequestDecoder {

    private static final int BODY_PART_BYTES = 64 << 10;

    /// Hears the first byte of each request head.
    interface HeadStart {
        void headBegan();
    }

    private final HeadStart headStart;

    private boolean inHead = true;
    private boolean headBegan;
    private boolean requestLineSeen;
    private @Nullable String fault;
    // One for each head that has been decoded and not yet asked for; empty for none.
    private final ArrayDeque<String> faults = new ArrayDeque<>(1);
    private boolean firstHeadSeen;
    private boolean speaksHttp = true;

    StrictRequestDecoder(EdgeConfig.Sizes sizes, HeadStart headStart) {
        super(
                new HttpDecoderConfig()
                        .setMaxInitialLineLength(sizes.requestLine() + 32)
                        .setMaxHeaderSize(sizes.headers())
                        .setMaxChunkSize(BODY_PART_BYTES)
                        .setInitialBufferSize(256));
        this.headStart = headStart;
    }

    /// What is wrong with the next head of those that have been decoded, or null. Ask once for
    /// each.
    @Nullable String takeFault() {
        String found = faults.poll();
        return found == null || found.isEmpty() ? null : found;
    }

    /// Tells the listener again, if part of a head has come.
    void repeatHeadStart() {
        if (inHead && headBegan) {
            headStart.headBegan();
        }
    }

    /// Whether the connection began with something like HTTP. Whoever once made a request is
    /// answered, whatever follows.
    boolean speaksHttp() {
        return speaksHttp;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf buffer, List<Object> out)
            throws Exception {
        if (inHead && buffer.isReadable()) {
            if (!headBegan) {
                headBegan = true;
                headStart.headBegan();
            }
            scanLines(buffer);
        }
        int before = out.size();
        super.decode(ctx, buffer, out);
        for (int i = before; i < out.size(); i++) {
            Object message = out.get(i);
            if (message instanceof HttpRequest) {
                inHead = false;
                faults.add(fault == null ? "" : fault);
                fault = null;
            }
            if (message instanceof LastHttpContent) {
                inHead = true;
                headBegan = false;
                requestLineSeen = false;
            }
        }
    }

    /// Looks at the complete lines of the head; the decoder takes them all in the same call.
    private void scanLines(ByteBuf buffer) {
        int at = buffer.readerIndex();
        int end = buffer.writerIndex();
        while (at < end) {
            int lineEnd = buffer.indexOf(at, end, (byte) '\n');
            if (lineEnd < 0) {
                return;
            }
            boolean empty = lineEnd == at || (lineEnd == at + 1 && buffer.getByte(at) == '\r');
            if (requestLineSeen) {
                byte first = buffer.getByte(at);
                if (first == ' ' || first == '\t') {
                    fault = "A header line is folded (RFC 9112 section 5.2).";
                }
                if (empty) {
                    return;
                }
            } else if (!empty) {
                requestLineSeen = true;
                checkRequestLine(buffer, at, lineEnd);
            }
            at = lineEnd + 1;
        }
    }

    private void checkRequestLine(ByteBuf buffer, int from, int to) {
        int spaces = 0;
        for (int i = from; i < to; i++) {
            byte octet = buffer.getByte(i);
            if (octet == ' ') {
                spaces++;
            } else if (octet < ' ' && !(octet == '\r' && i == to - 1)) {
                fault = "The request line has a byte that is not printable ASCII.";
            }
        }
        if (spaces != 2) {
            fault = "The request line has other than two single spaces (RFC 9112 section 3).";
        }
    }

    @Override
    protected HttpMessage createMessage(String[] initialLine) throws Exception {
        if (initialLine.length > 2 && !initialLine[2].startsWith("HTTP/")) {
            fault = "The protocol version is not spelt HTTP/1.1.";
            speaksHttp =
                    firstHeadSeen
                            || initialLine[1].startsWith("/")
                            || initialLine[2].regionMatches(true, 0, "HTTP", 0, 4);
        }
        firstHeadSeen = true;
        return super.createMessage(initialLine);
    }
}
