package io.terrateam.terratunnel.protocol.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.CompositeByteBuf;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class XorMaskTest {

    private static final long SEED = 7;
    private static final int KEY = 0xA1_7F_00_E3;
    private static final ByteBufAllocator ALLOC = ByteBufAllocator.DEFAULT;

    @Test
    void masksEveryLengthAndPhaseAsTheNaiveLoopDoes() {
        Random random = new Random(SEED);
        for (int length = 0; length <= 70; length++) {
            for (int phase = 0; phase < 8; phase++) {
                byte[] plain = bytes(random, length);
                byte[] masked = naive(plain, KEY, phase);

                assertThat(inPlace(plain, KEY, phase))
                        .as("%d at %d", length, phase)
                        .isEqualTo(masked);
                assertThat(appended(plain, KEY, phase))
                        .as("%d at %d", length, phase)
                        .isEqualTo(masked);
            }
        }
    }

    @Test
    void masksLongPartsWithAnyKey() {
        Random random = new Random(SEED);
        for (int i = 0; i < 50; i++) {
            byte[] plain = bytes(random, random.nextInt(20_000));
            int key = random.nextInt();
            long phase = random.nextLong() >>> 1;

            assertThat(appended(plain, key, phase)).isEqualTo(naive(plain, key, phase));
        }
    }

    @Test
    void masksCompositeBuffersAcrossTheirSeams() {
        Random random = new Random(SEED);
        for (int seam = 1; seam < 20; seam++) {
            byte[] plain = bytes(random, 20);
            CompositeByteBuf from = composite(plain, seam);
            ByteBuf to = ALLOC.buffer(4);

            XorMask.appendMasked(from.duplicate(), from.readableBytes(), to, KEY, 3);
            XorMask.inPlace(from, 0, 20, KEY, 1);

            assertThat(ByteBufUtil.getBytes(to)).isEqualTo(naive(plain, KEY, 3));
            assertThat(ByteBufUtil.getBytes(from)).isEqualTo(naive(plain, KEY, 1));
            from.release();
            to.release();
        }
    }

    @Test
    void appendsBehindWhatIsThereAndLeavesTheSourceAlone() {
        ByteBuf from = ALLOC.buffer().writeBytes(new byte[] {9, 9, 1, 2, 3}).skipBytes(2);
        ByteBuf to = ALLOC.buffer(2).writeByte(77);

        XorMask.appendMasked(from.duplicate(), from.readableBytes(), to, KEY, 0);

        assertThat(ByteBufUtil.getBytes(from)).containsExactly(1, 2, 3);
        assertThat(ByteBufUtil.getBytes(to)).containsExactly(77, 1 ^ 0xA1, 2 ^ 0x7F, 3);
        from.release();
        to.release();
    }

    private static byte[] inPlace(byte[] plain, int key, long phase) {
        ByteBuf buffer = ALLOC.buffer(plain.length + 3).writeZero(3).writeBytes(plain);
        XorMask.inPlace(buffer, 3, plain.length, key, phase);
        byte[] masked = ByteBufUtil.getBytes(buffer, 3, plain.length);
        buffer.release();
        return masked;
    }

    private static byte[] appended(byte[] plain, int key, long phase) {
        ByteBuf from = ALLOC.buffer(plain.length).writeBytes(plain);
        ByteBuf to = ALLOC.buffer(1);
        XorMask.appendMasked(from.duplicate(), from.readableBytes(), to, key, phase);
        byte[] masked = ByteBufUtil.getBytes(to);
        from.release();
        to.release();
        return masked;
    }

    private static CompositeByteBuf composite(byte[] bytes, int seam) {
        CompositeByteBuf buffer = ALLOC.compositeBuffer();
        buffer.addComponent(true, ALLOC.buffer().writeBytes(bytes, 0, seam));
        buffer.addComponent(true, ALLOC.buffer().writeBytes(bytes, seam, bytes.length - seam));
        return buffer;
    }

    private static byte[] naive(byte[] plain, int key, long phase) {
        byte[] keyBytes = {
            (byte) (key >>> 24), (byte) (key >>> 16), (byte) (key >>> 8), (byte) key
        };
        byte[] masked = plain.clone();
        for (int i = 0; i < masked.length; i++) {
            masked[i] ^= keyBytes[(int) ((phase + i) & 3)];
        }
        return masked;
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
