package io.terrateam.terratunnel.protocol.link;

import static io.terrateam.terratunnel.protocol.link.WebSocketCodec.Role.AGENT;
import static io.terrateam.terratunnel.protocol.link.WebSocketCodec.Role.EDGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.protocol.link.WebSocketCodec.PeerClosed;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a link's codec makes of the bytes that its peer sends.
final class WebSocketReadingTest {

    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);

    @ParameterizedTest
    @EnumSource
    void handsOnThePayloadOfBinaryMessages(WebSocketCodec.Role role) {
        try (CodecUnderTest codec = new CodecUnderTest(role)) {
            codec.receives(Frame.binary(role == EDGE, HELLO));

            assertThat(codec.payload()).isEqualTo(HELLO);
        }
    }

    @ParameterizedTest
    @EnumSource
    void readsMessagesHoweverTheSocketCutsThem(WebSocketCodec.Role role) {
        boolean masked = role == EDGE;
        byte[] stream =
                Frame.concat(
                        Frame.bytes(0x02, masked, HELLO),
                        Frame.bytes(0x89, masked, (byte) 1, (byte) 2),
                        Frame.bytes(0x00, masked),
                        Frame.bytes(0x80, masked, new byte[200]),
                        Frame.bytes(0x8a, masked),
                        Frame.binary(masked, HELLO));
        byte[] expected = Frame.concat(HELLO, new byte[200], HELLO);
        for (int cut = 1; cut < stream.length; cut++) {
            try (CodecUnderTest codec = new CodecUnderTest(role)) {
                codec.receives(
                        Arrays.copyOfRange(stream, 0, cut),
                        Arrays.copyOfRange(stream, cut, stream.length));

                assertThat(codec.payload()).as("cut at %d", cut).isEqualTo(expected);
                assertThat(codec.frames())
                        .singleElement()
                        .satisfies(WebSocketReadingTest::isPong12);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void readsMessagesByteByByte(WebSocketCodec.Role role) {
        byte[] payload = new byte[1_000];
        new Random(3).nextBytes(payload);
        byte[] stream = Frame.binary(role == EDGE, payload);
        try (CodecUnderTest codec = new CodecUnderTest(role)) {
            for (byte octet : stream) {
                codec.receives(new byte[] {octet});
            }

            assertThat(codec.payload()).isEqualTo(payload);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 127, 65_535, 65_536, 1 << 20})
    void readsPayloadsOfEverySizeClass(int length) {
        byte[] payload = new byte[length];
        new Random(length).nextBytes(payload);
        for (WebSocketCodec.Role role : WebSocketCodec.Role.values()) {
            try (CodecUnderTest codec = new CodecUnderTest(role)) {
                codec.receives(Frame.binary(role == EDGE, payload));

                assertThat(codec.payload()).isEqualTo(payload);
            }
        }
    }

    @Test
    void readsGeneratedStreamsInGeneratedPieces() {
        Random random = new Random(1234);
        for (int i = 0; i < 300; i++) {
            byte[] expected = new byte[random.nextInt(3_000)];
            random.nextBytes(expected);
            byte[] stream = fragmented(expected, random);
            try (CodecUnderTest codec = new CodecUnderTest(EDGE)) {
                receiveInPieces(codec, stream, random);

                assertThat(codec.payload()).isEqualTo(expected);
                assertThat(codec.channel.isActive()).isTrue();
            }
        }
    }

    private static byte[] fragmented(byte[] payload, Random random) {
        byte[] stream = {};
        int at = 0;
        boolean inside = false;
        do {
            int length = Math.min(payload.length - at, random.nextInt(600));
            boolean last = random.nextBoolean() || at + length == payload.length;
            int first = (last ? 0x80 : 0) | (inside ? 0 : 2);
            byte[] part = Arrays.copyOfRange(payload, at, at + length);
            stream = Frame.concat(stream, Frame.bytes(first, true, part));
            if (random.nextInt(4) == 0) {
                stream =
                        Frame.concat(
                                stream, Frame.bytes(0x8a, true, new byte[random.nextInt(126)]));
            }
            inside = !last;
            at += length;
        } while (at < payload.length);
        return stream;
    }

    private static void receiveInPieces(CodecUnderTest codec, byte[] stream, Random random) {
        int at = 0;
        while (at < stream.length) {
            int end = Math.min(stream.length, at + 1 + random.nextInt(700));
            codec.receives(Arrays.copyOfRange(stream, at, end));
            at = end;
        }
    }

    @Test
    void handsOnPayloadBeforeItsFrameIsComplete() {
        byte[] stream = Frame.binary(true, HELLO);
        try (CodecUnderTest codec = new CodecUnderTest(EDGE)) {
            codec.receives(Arrays.copyOf(stream, stream.length - 1));

            assertThat(codec.payload()).isEqualTo("hell".getBytes(StandardCharsets.US_ASCII));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125})
    void answersPingsWithTheirPayload(int length) {
        byte[] payload = new byte[length];
        Arrays.fill(payload, (byte) 9);
        try (CodecUnderTest codec = new CodecUnderTest(AGENT)) {
            codec.receives(Frame.bytes(0x89, false, payload));

            assertThat(codec.frames())
                    .singleElement()
                    .satisfies(pong -> {
                        assertThat(pong.first()).isEqualTo(0x8a);
                        assertThat(pong.masked()).isTrue();
                        assertThat(pong.payload()).isEqualTo(payload);
                    });
        }
    }

    private static void isPong12(Frame pong) {
        assertThat(pong.first()).isEqualTo(0x8a);
        assertThat(pong.payload()).containsExactly(1, 2);
    }

    static Stream<Arguments> violations() {
        byte[] over63Bits = {
            (byte) 0x82, (byte) 0xff, (byte) 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
        };
        return Stream.of(
                Arguments.of("text", Frame.bytes(0x81, true, HELLO), 1003),
                Arguments.of("fragmented text", Frame.bytes(0x01, true, HELLO), 1003),
                Arguments.of("RSV1", Frame.bytes(0xc2, true, HELLO), 1002),
                Arguments.of("RSV2", Frame.bytes(0xa2, true, HELLO), 1002),
                Arguments.of("RSV3", Frame.bytes(0x92, true, HELLO), 1002),
                Arguments.of("RSV1 on ping", Frame.bytes(0xc9, true), 1002),
                Arguments.of("not masked", Frame.binary(false, HELLO), 1002),
                Arguments.of("ping not masked", Frame.bytes(0x89, false), 1002),
                Arguments.of("fragmented ping", Frame.bytes(0x09, true), 1002),
                Arguments.of("fragmented close", Frame.bytes(0x08, true), 1002),
                Arguments.of("long ping", Frame.bytes(0x89, true, new byte[126]), 1002),
                Arguments.of("huge ping", Frame.bytes(0x89, true, new byte[70_000]), 1002),
                Arguments.of("continuation of nothing", Frame.bytes(0x80, true, HELLO), 1002),
                Arguments.of("length over 63 bits", over63Bits, 1002),
                Arguments.of(
                        "message inside a message",
                        Frame.concat(Frame.bytes(0x02, true), Frame.binary(true, HELLO)),
                        1002),
                Arguments.of(
                        "continuation after the last",
                        Frame.concat(Frame.binary(true), Frame.bytes(0x00, true, HELLO)),
                        1002));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("violations")
    void answersViolationsWithTheirCloseCode(String what, byte[] stream, int code) {
        try (CodecUnderTest codec = new CodecUnderTest(EDGE)) {
            codec.receives(stream);

            assertThat(codec.payload()).isEmpty();
            assertThat(codec.frames())
                    .singleElement()
                    .satisfies(close -> {
                        assertThat(close.first()).isEqualTo(0x88);
                        assertThat(close.closeCode()).isEqualTo(code);
                        assertThat(close.closeReason()).isNotBlank();
                    });
            assertThat(codec.channel.isActive()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6, 7, 11, 12, 13, 14, 15})
    void refusesUnknownOpcodes(int opcode) {
        try (CodecUnderTest codec = new CodecUnderTest(EDGE)) {
            codec.receives(Frame.bytes(0x80 | opcode, true));

            assertThat(codec.frames()).singleElement().extracting(Frame::closeCode).isEqualTo(1002);
        }
    }

    @Test
    void anEdgeMustNotMask() {
        try (CodecUnderTest codec = new CodecUnderTest(AGENT)) {
            codec.receives(Frame.binary(true, HELLO));

            assertThat(codec.frames()).singleElement().extracting(Frame::closeCode).isEqualTo(1002);
        }
    }

    @Test
    void readsNothingAfterAViolation() {
        try (CodecUnderTest codec = new CodecUnderTest(EDGE)) {
            codec.receives(Frame.concat(Frame.bytes(0x81, true), Frame.binary(true, HELLO)));

            assertThat(codec.payload()).isEmpty();
            assertThat(codec.frames()).hasSize(1);
        }
    }

    static IntStream sendableCodes() {
        return IntStream.of(
                1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999,
                4000, 4999);
    }

    @ParameterizedTest
    @MethodSource("sendableCodes")
    void answersACloseFrameWithItsCode(int code) {
        try (CodecUnderTest codec = new CodecUnderTest(EDGE)) {
            codec.receives(Frame.close(true, code, "b\u00fce"));

            assertThat(codec.events).containsExactly(new PeerClosed(code, "b\u00fce"));
            assertThat(codec.frames()).singleElement().extracting(Frame::closeCode).isEqualTo(code);
            assertThat(codec.channel.isActive()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535})
    void refusesCloseCodesThatMustNotBeSent(int code) {
        try (CodecUnderTest codec = new CodecUnderTest(EDGE)) {
            codec.receives(Frame.close(true, code, ""));

            assertThat(codec.events).isEmpty();
            assertThat(codec.frames()).singleElement().extracting(Frame::closeCode).isEqualTo(1002);
        }
    }

    @Test
    void answersACloseFrameWithoutCode() {
        try (CodecUnderTest codec = new CodecUnderTest(EDGE)) {
            codec.receives(Frame.bytes(0x88, true));

            assertThat(codec.events).containsExactly(new PeerClosed(1005, ""));
            assertThat(codec.frames()).singleElement().extracting(Frame::closeCode).isEqualTo(1000);
        }
    }

    @Test
    void refusesHalfACloseCode() {
        try (CodecUnderTest codec = new CodecUnderTest(EDGE)) {
            codec.receives(Frame.bytes(0x88, true, (byte) 3));

            assertThat(codec.frames()).singleElement().extracting(Frame::closeCode).isEqualTo(1002);
        }
    }

    @Test
    void refusesACloseReasonThatIsNotUtf8() {
        try (CodecUnderTest codec = new CodecUnderTest(EDGE)) {
            codec.receives(Frame.bytes(0x88, true, (byte) 3, (byte) 0xe8, (byte) 0xff));

            assertThat(codec.frames()).singleElement().extracting(Frame::closeCode).isEqualTo(1007);
        }
    }

    @Test
    void answersOurOwnCloseOnlyOnce() {
        try (CodecUnderTest codec = new CodecUnderTest(EDGE)) {
            WebSocketCodec.close(codec.channel, 1001, "bye");
            assertThat(codec.frames())
                    .singleElement()
                    .extracting(Frame::closeReason)
                    .isEqualTo("bye");
            assertThat(codec.channel.isActive()).isTrue();

            codec.receives(Frame.close(true, 1001, ""));

            assertThat(codec.frames()).isEmpty();
            assertThat(codec.channel.isActive()).isFalse();
        }
    }

    @Test
    void closesWithoutAnAnswerAfterThreeSeconds() {
        try (CodecUnderTest codec = new CodecUnderTest(EDGE)) {
            codec.channel.freezeTime();
            WebSocketCodec.close(codec.channel, 1001, "bye");

            codec.channel.advanceTimeBy(2_999, TimeUnit.MILLISECONDS);
            codec.channel.runScheduledPendingTasks();
            assertThat(codec.channel.isActive()).isTrue();
            codec.channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
            codec.channel.runScheduledPendingTasks();

            assertThat(codec.channel.isActive()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"137, 100", "138, 100"}) // 0x89 ping, 0x8a pong
    void endsTheLinkOnAFloodOfControlFrames(int first, int allowed) {
        try (CodecUnderTest codec = new CodecUnderTest(EDGE)) {
            for (int i = 0; i < allowed; i++) {
                codec.receives(Frame.bytes(first, true));
            }
            assertThat(codec.channel.isActive()).isTrue();
            codec.frames();

            codec.receives(Frame.bytes(first, true));

            assertThat(codec.frames()).singleElement().extracting(Frame::closeCode).isEqualTo(1008);
            assertThat(codec.channel.isActive()).isFalse();
        }
    }

    @Test
    void countsWhatItHandedOn() {
        WebSocketCodec codec;
        try (CodecUnderTest tested = new CodecUnderTest(EDGE)) {
            codec = tested.channel.pipeline().get(WebSocketCodec.class);
            tested.receives(Frame.binary(true, HELLO), Frame.binary(true, HELLO));
            tested.writes(HELLO);
            tested.channel.flush();
            assertThat(tested.payload()).hasSize(10);
        }
        assertThat(List.of(codec.bytesRead(), codec.bytesWritten())).containsExactly(10L, 5L);
    }
}
