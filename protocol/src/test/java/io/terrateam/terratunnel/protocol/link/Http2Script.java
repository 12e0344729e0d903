package io.terrateam.terratunnel.protocol.link;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2FrameWriter;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import java.io.ByteArrayOutputStream;
import java.util.Random;

/// What a peer sends: frames one by one, as bytes.
final class Http2Script implements AutoCloseable {

    private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
    private final ChannelHandlerContext ctx = channel.pipeline().firstContext();
    private final DefaultHttp2FrameWriter writer = new DefaultHttp2FrameWriter();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Http2Script preface() {
        ByteBuf preface = Http2CodecUtil.connectionPrefaceBuf();
        while (preface.isReadable()) {
            bytes.write(preface.readByte());
        }
        return this;
    }

    /// Our settings, and that we have taken those of the other end.
    Http2Script settings() {
        writer.writeSettings(ctx, new Http2Settings().initialWindowSize(70_000), ctx.newPromise());
        writer.writeSettingsAck(ctx, ctx.newPromise());
        return this;
    }

    Http2Script head(int id, boolean answer, int fillBytes, boolean ends) {
        Http2Headers head = new DefaultHttp2Headers();
        if (answer) {
            head.status("200");
        } else {
            head.method("POST").path("/").scheme("http").authority("a");
        }
        head.set("fill", "x".repeat(fillBytes));
        writer.writeHeaders(ctx, id, head, 0, ends, ctx.newPromise());
        return this;
    }

    Http2Script trailers(int id) {
        Http2Headers fields = new DefaultHttp2Headers().set("sum", "1");
        writer.writeHeaders(ctx, id, fields, 0, true, ctx.newPromise());
        return this;
    }

    Http2Script data(int id, byte[] body, int padding, boolean ends) {
        ByteBuf part = ctx.alloc().buffer().writeBytes(body);
        writer.writeData(ctx, id, part, padding, ends, ctx.newPromise());
        return this;
    }

    Http2Script reset(int id) {
        writer.writeRstStream(ctx, id, 8, ctx.newPromise());
        return this;
    }

    Http2Script ping(long number) {
        writer.writePing(ctx, false, number, ctx.newPromise());
        return this;
    }

    Http2Script window(int id, int more) {
        writer.writeWindowUpdate(ctx, id, more, ctx.newPromise());
        return this;
    }

    Http2Script unknown(int id, byte[] payload) {
        ByteBuf lent = ctx.alloc().buffer().writeBytes(payload);
        writer.writeFrame(ctx, (byte) 0x77, id, new Http2Flags((short) 1), lent, ctx.newPromise());
        return this;
    }

    /// A frame with any header.
    Http2Script raw(int length, int type, int flags, int id, byte[] payload) {
        ByteBuf frame = ctx.alloc().buffer();
        frame.writeMedium(length).writeByte(type).writeByte(flags).writeInt(id).writeBytes(payload);
        channel.writeOutbound(frame);
        return this;
    }

    /// Exchanges whose frames are all mixed up, as many as there are streams.
    static byte[] ofManyExchanges(Random random, boolean answers) {
        try (Http2Script script = new Http2Script()) {
            if (!answers) {
                script.preface();
            }
            script.settings();
            boolean[] over = new boolean[CutterUnderTest.STREAMS];
            for (int i = 0; i < over.length; i++) {
                int fill = random.nextInt(5) == 0 ? 40_000 : random.nextInt(50);
                script.head(2 * i + 1, answers, fill, false);
            }
            for (int step = 0; step < 30; step++) {
                int i = random.nextInt(over.length);
                over[i] = over[i] || script.anyFrame(random, 2 * i + 1);
            }
            return script.toBytes();
        }
    }

    /// Returns whether the stream is over with it.
    private boolean anyFrame(Random random, int id) {
        boolean ends = random.nextInt(8) == 0;
        switch (random.nextInt(12)) {
            case 0 -> ping(random.nextLong());
            case 1 -> window(random.nextBoolean() ? id : 0, 1 + random.nextInt(9));
            case 2 -> unknown(id, body(random, 40));
            case 3 -> {
                trailers(id);
                return true;
            }
            case 4 -> {
                reset(id);
                return true;
            }
            case 5, 6 -> data(id, body(random, 2_000), 1 + random.nextInt(200), ends);
            case 7 -> data(id, new byte[0], 0, ends);
            case 8 -> data(id, body(random, 16_000), 0, ends);
            default -> data(id, body(random, 300), 0, ends);
        }
        return ends;
    }

    private static byte[] body(Random random, int atMost) {
        byte[] body = new byte[1 + random.nextInt(atMost)];
        random.nextBytes(body);
        return body;
    }

    byte[] toBytes() {
        channel.flushOutbound();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            byte[] piece = new byte[part.readableBytes()];
            part.readBytes(piece);
            bytes.writeBytes(piece);
            part.release();
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() {
        channel.finishAndReleaseAll();
    }
}
