package io.terrateam.terratunnel.edge;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// An HTTP/2 peer that writes down what it hears, as lines such as `head 3 GET /a end`, `data 3 10`
/// and `reset 3 CANCEL`, and does what a test says.
///
/// Thread: its own loop; the methods are for the test's thread.
abstract class Http2Peer extends Http2EventAdapter implements AutoCloseable {

    static final EventLoopGroup LOOPS =
            new MultiThreadIoEventLoopGroup(
                    1, new DefaultThreadFactory("peer", true), NioIoHandler.newFactory());

    final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    final Map<Integer, Http2Headers> heads = new ConcurrentHashMap<>();
    final Set<Integer> resets = ConcurrentHashMap.newKeySet();
    final Map<Integer, Long> bytes = new ConcurrentHashMap<>();
    volatile boolean takesData = true;
    Channel channel;
    Http2ConnectionHandler http2;

    /// Runs on the peer's loop and flushes, unless the connection is gone.
    void run(Consumer<ChannelHandlerContext> action) {
        channel.eventLoop()
                .submit(() -> {
                    ChannelHandlerContext ctx = channel.pipeline().context(http2);
                    if (ctx != null) {
                        action.accept(ctx);
                        channel.flush();
                    }
                })
                .syncUninterruptibly();
    }

    void sendsHead(int id, Http2Headers head, boolean ends) {
        run(ctx -> http2.encoder().writeHeaders(ctx, id, head, 0, ends, ctx.newPromise()));
    }

    void sends(int id, int count, boolean ends) {
        sends(id, new byte[count], ends);
    }

    void sends(int id, String text, boolean ends) {
        sends(id, text.getBytes(StandardCharsets.US_ASCII), ends);
    }

    void sends(int id, byte[] part, boolean ends) {
        run(ctx -> {
            ByteBuf data = ctx.alloc().buffer(part.length + 1).writeBytes(part);
            http2.encoder().writeData(ctx, id, data, 0, ends, ctx.newPromise());
        });
    }

    void resets(int id, Http2Error error) {
        run(ctx -> http2.resetStream(ctx, id, error.code(), ctx.newPromise()));
    }

    /// The next line that matches, skipping others.
    String awaits(String regex) throws InterruptedException {
        Pattern pattern = Pattern.compile(regex);
        List<String> skipped = new ArrayList<>();
        for (String line = next(); line != null; line = next()) {
            if (pattern.matcher(line).matches()) {
                return line;
            }
            skipped.add(line);
        }
        throw new AssertionError("never heard: " + regex + ", but: " + skipped);
    }

    private String next() throws InterruptedException {
        return heard.poll(10, TimeUnit.SECONDS);
    }

    /// The stream of the next line that matches.
    int awaitsStream(String regex) throws InterruptedException {
        return Integer.parseInt(awaits(regex).split(" ")[1]);
    }

    static Http2Headers status(int status, String... namesAndValues) {
        Http2Headers head = new DefaultHttp2Headers(false).status(Integer.toString(status));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            head.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return head;
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext ctx, int id, Http2Headers head, int padding, boolean ends) {
        StringBuilder line = new StringBuilder("head ").append(id);
        if (head.method() != null) {
            line.append(' ').append(head.method()).append(' ').append(head.path());
        } else if (head.status() != null) {
            line.append(' ').append(head.status());
        } else {
            head.forEach(f -> line.append(' ').append(f.getKey()).append('=').append(f.getValue()));
        }
        if (head.method() != null || head.status() != null) {
            heads.put(id, head);
        }
        heard.add(line + (ends ? " end" : ""));
        headRead(ctx, id, head, ends);
    }

    void headRead(ChannelHandlerContext ctx, int id, Http2Headers head, boolean ends) {}

    @Override
    public void onHeadersRead(
            ChannelHandlerContext ctx,
            int id,
            Http2Headers head,
            int streamDependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean ends) {
        onHeadersRead(ctx, id, head, padding, ends);
    }

    @Override
    public int onDataRead(
            ChannelHandlerContext ctx, int id, ByteBuf data, int padding, boolean ends) {
        int length = data.readableBytes();
        bytes.merge(id, (long) length, Long::sum);
        String text = length < 20 ? data.toString(StandardCharsets.US_ASCII) : "of " + length;
        heard.add("data " + id + " " + text + (ends ? " end" : ""));
        return takesData ? length + padding : padding;
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext ctx, int id, long errorCode) {
        resets.add(id);
        heard.add("reset " + id + " " + Http2Error.valueOf(errorCode));
    }

    @Override
    public void onGoAwayRead(
            ChannelHandlerContext ctx, int lastId, long errorCode, ByteBuf debugData) {
        heard.add(
                "goaway "
                        + Http2Error.valueOf(errorCode)
                        + " "
                        + debugData.toString(StandardCharsets.US_ASCII));
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) {
        heard.add("settings");
    }

    void awaitsClose() throws InterruptedException {
        if (!channel.closeFuture().await(10, TimeUnit.SECONDS)) {
            throw new AssertionError("the connection stays open");
        }
    }

    @Override
    public void close() {
        channel.close().syncUninterruptibly();
    }
}
