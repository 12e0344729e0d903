package io.terrateam.terratunnel.protocol.link;

import static io.terrateam.terratunnel.protocol.link.WebSocketCodec.Role.AGENT;
import static io.terrateam.terratunnel.protocol.link.WebSocketCodec.Role.EDGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.CompositeByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a link's codec makes of the bytes that it is to send.
final class WebSocketWritingTest {

    @ParameterizedTest
    @EnumSource
    void whatIsWrittenBetweenTwoFlushesIsOneMessage(WebSocketCodec.Role role) {
        try (CodecUnderTest codec = new CodecUnderTest(role)) {
            codec.writes((byte) 1, (byte) 2);
            codec.writes((byte) 3);
            codec.channel.flush();
            codec.writes((byte) 4);
            codec.channel.flush();

            List<Frame> frames = codec.frames();
            assertThat(frames).extracting(Frame::first).containsExactly(0x82, 0x82);
            assertThat(frames).extracting(Frame::masked).containsOnly(role == AGENT);
            assertThat(frames.get(0).payload()).containsExactly(1, 2, 3);
            assertThat(frames.get(1).payload()).containsExactly(4);
        }
    }

    @Test
    void nothingIsWrittenBeforeTheFlushAndNothingForAnEmptyOne() {
        try (CodecUnderTest codec = new CodecUnderTest(EDGE)) {
            codec.channel.flush();
            codec.writes((byte) 1);

            assertThat(codec.socketBytes()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 125, 126, 2_047, 2_048, 65_535, 65_536, 1 << 20})
    void payloadOfEverySizeArrivesIntact(int length) {
        byte[] payload = new byte[length];
        new Random(length).nextBytes(payload);
        for (WebSocketCodec.Role role : WebSocketCodec.Role.values()) {
            try (CodecUnderTest codec = new CodecUnderTest(role)) {
                codec.writes(payload);
                codec.channel.flush();

                List<Frame> frames = codec.frames();
                int pieces = role == EDGE ? 1 : (length + 65_535) / 65_536;
                assertThat(frames).hasSize(pieces);
                assertThat(frames.stream().map(Frame::payload).reduce(new byte[0], Frame::concat))
                        .isEqualTo(payload);
            }
        }
    }

    @Test
    void onAHiddenLinkAnAgentMasksWithTheKeyThatChangesNothing() {
        byte[] payload = new byte[100_000];
        new Random(7).nextBytes(payload);
        try (CodecUnderTest agent = new CodecUnderTest(WebSocketCodec.ofHiddenLink());
                CodecUnderTest edge = new CodecUnderTest(EDGE)) {
            agent.writes((byte) 1, (byte) 2);
            agent.writes(payload);
            agent.channel.flush();

            byte[] sent = agent.socketBytes();

            int headerBytes = 2 + 8 + 4;
            assertThat(sent).hasSize(headerBytes + 2 + payload.length);
            assertThat(sent[1] & 0x80).as("mask bit").isEqualTo(0x80);
            assertThat(Arrays.copyOfRange(sent, 10, 14)).as("key").containsOnly(0);
            assertThat(Arrays.copyOfRange(sent, 16, sent.length)).isEqualTo(payload);
            edge.receives(sent);
            assertThat(edge.payload()).isEqualTo(Frame.concat(new byte[] {1, 2}, payload));
        }
    }

    @Test
    void generatedPartsArriveAtTheOtherEndAsTheyWereWritten() {
        Random random = new Random(99);
        for (int i = 0; i < 200; i++) {
            WebSocketCodec.Role role = random.nextBoolean() ? EDGE : AGENT;
            try (CodecUnderTest from = new CodecUnderTest(role);
                    CodecUnderTest to = new CodecUnderTest(role == EDGE ? AGENT : EDGE)) {
                byte[] written = writeGenerated(from, random);

                to.receives(from.socketBytes());

                assertThat(to.payload()).as("case %d", i).isEqualTo(written);
                assertThat(to.channel.isActive()).isTrue();
            }
        }
    }

    private static byte[] writeGenerated(CodecUnderTest codec, Random random) {
        byte[] all = {};
        List<ChannelFuture> promises = new ArrayList<>();
        int parts = 1 + random.nextInt(12);
        for (int i = 0; i < parts; i++) {
            byte[] part =
                    new byte[random.nextInt(3) == 0 ? random.nextInt(9_000) : random.nextInt(300)];
            random.nextBytes(part);
            all = Frame.concat(all, part);
            promises.add(codec.channel.write(generatedBuffer(codec, part, random)));
            if (random.nextInt(3) == 0) {
                codec.channel.flush();
            }
        }
        codec.channel.flush();
        assertThat(promises).allMatch(ChannelFuture::isSuccess);
        return all;
    }

    private static ByteBuf generatedBuffer(CodecUnderTest codec, byte[] part, Random random) {
        int seam = random.nextInt(part.length + 1);
        return switch (random.nextInt(4)) {
            case 0 -> codec.channel.alloc().heapBuffer(part.length + 1).writeBytes(part);
            case 1 -> {
                CompositeByteBuf composite = codec.channel.alloc().compositeBuffer();
                composite.addComponent(true, codec.buffer(Arrays.copyOf(part, seam)));
                composite.addComponent(
                        true, codec.buffer(Arrays.copyOfRange(part, seam, part.length)));
                yield composite;
            }
            case 2 -> codec.buffer(part).asReadOnly();
            default -> codec.buffer(Frame.concat(new byte[5], part)).skipBytes(5);
        };
    }

    @Test
    void maskingLeavesSharedBuffersAlone() {
        try (CodecUnderTest codec = new CodecUnderTest(AGENT)) {
            ByteBuf shared = codec.buffer((byte) 1, (byte) 2, (byte) 3);
            codec.channel.write(shared.retainedDuplicate());
            codec.channel.write(shared.retainedDuplicate());
            codec.channel.flush();

            assertThat(codec.frames().get(0).payload()).containsExactly(1, 2, 3, 1, 2, 3);
            assertThat(ByteBufUtil.getBytes(shared)).containsExactly(1, 2, 3);
            shared.release();
        }
    }

    @Test
    void promisesCompleteWithTheFlush() {
        try (CodecUnderTest codec = new CodecUnderTest(EDGE)) {
            List<ChannelFuture> promises =
                    List.of(
                            codec.writes((byte) 1),
                            codec.writes(new byte[5_000]),
                            codec.writes((byte) 2));
            assertThat(promises).noneMatch(ChannelFuture::isDone);

            codec.channel.flush();

            assertThat(promises).allMatch(ChannelFuture::isSuccess);
            codec.socketBytes();
        }
    }

    @Test
    void whatWaitsForAFlushCountsTowardTheWaterMark() {
        try (CodecUnderTest codec = new CodecUnderTest(EDGE)) {
            codec.channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(100, 200));

            codec.writes(new byte[300]);
            assertThat(codec.channel.isWritable()).isFalse();
            codec.channel.flush();

            assertThat(codec.channel.isWritable()).isTrue();
            codec.socketBytes();
        }
    }

    /// As the HTTP/2 handler does when the channel becomes writable again, and more eagerly.
    @ParameterizedTest
    @EnumSource
    void writingAndFlushingFromInsideAFlushKeepsMessagesWhole(WebSocketCodec.Role role) {
        try (CodecUnderTest codec = new CodecUnderTest(role)) {
            codec.channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1_000, 2_000));
            WritesWhenWritabilityChanges eager = new WritesWhenWritabilityChanges(codec);
            codec.channel.pipeline().addLast(eager);
            byte[] first = new byte[5_000];
            Arrays.fill(first, (byte) 1);

            codec.writes(first);
            codec.writes(first);
            codec.channel.flush();
            codec.channel.flush();
            codec.channel.runPendingTasks();

            List<Frame> frames = codec.frames();
            assertThat(frames).extracting(Frame::first).containsOnly(0x82);
            byte[] all = frames.stream().map(Frame::payload).reduce(new byte[0], Frame::concat);
            assertThat(all).hasSize(10_000 + 3_000 * eager.times);
            assertThat(eager.times).isPositive();
        }
    }

    private static final class WritesWhenWritabilityChanges extends ChannelInboundHandlerAdapter {
        private final CodecUnderTest codec;
        private int times;

        WritesWhenWritabilityChanges(CodecUnderTest codec) {
            this.codec = codec;
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext ctx) {
            if (times < 3) {
                times++;
                ctx.writeAndFlush(codec.buffer(new byte[3_000]));
            }
        }
    }

    @Test
    void unflushedBytesFailWhenTheChannelCloses() {
        try (CodecUnderTest codec = new CodecUnderTest(AGENT)) {
            ChannelFuture waiting = codec.writes((byte) 1);

            codec.channel.close();

            assertThat(waiting.cause()).isInstanceOf(ClosedChannelException.class);
        }
    }

    @Test
    void writesAfterACloseFrameFail() {
        try (CodecUnderTest codec = new CodecUnderTest(EDGE)) {
            ChannelFuture before = codec.writes((byte) 1);
            WebSocketCodec.close(codec.channel, 1001, "");
            ChannelFuture after = codec.writes((byte) 2);
            codec.channel.flush();

            assertThat(before.isSuccess()).isTrue();
            assertThat(after.cause()).isInstanceOf(ClosedChannelException.class);
            assertThat(codec.frames()).extracting(Frame::first).containsExactly(0x82, 0x88);
        }
    }

    @Test
    void whatIsNotBytesIsRefusedAndReleased() {
        try (CodecUnderTest codec = new CodecUnderTest(EDGE)) {
            assertThat(codec.channel.write("text").cause())
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aLongCloseReasonIsCutBetweenCharacters() {
        try (CodecUnderTest codec = new CodecUnderTest(EDGE)) {
            WebSocketCodec.close(codec.channel, 1011, "\u20ac".repeat(60));

            Frame close = codec.frames().get(0);
            assertThat(close.payload()).hasSizeLessThanOrEqualTo(125);
            assertThat(close.closeReason()).isEqualTo("\u20ac".repeat(41));
        }
    }

    /// The close frame can't leave, and the answer to it has come or will not be waited for.
    @Test
    void aPeerThatReadsNothingIsClosedAfterThreeSecondsAllTheSame() {
        EmbeddedChannel channel =
                new EmbeddedChannel(new FullSocket(), new WebSocketCodec(WebSocketCodec.Role.EDGE));
        channel.freezeTime();
        byte[] text = {(byte) 0x81, (byte) 0x80, 0, 0, 0, 0};
        channel.writeInbound(channel.alloc().buffer(text.length).writeBytes(text));
        assertThat(channel.isOpen()).isTrue();

        channel.advanceTimeBy(3, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();

        assertThat(channel.isOpen()).isFalse();
        channel.finishAndReleaseAll();
    }

    private static final class FullSocket extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise never) {
            ReferenceCountUtil.release(message);
        }
    }

    @Test
    void closingAChannelWithoutACodecClosesIt() {
        try (CodecUnderTest codec = new CodecUnderTest(EDGE)) {
            codec.channel.pipeline().remove(WebSocketCodec.class);

            WebSocketCodec.close(codec.channel, 1001, "bye");

            assertThat(codec.channel.isActive()).isFalse();
            assertThat(new String(codec.socketBytes(), StandardCharsets.US_ASCII)).isEmpty();
        }
    }
}
