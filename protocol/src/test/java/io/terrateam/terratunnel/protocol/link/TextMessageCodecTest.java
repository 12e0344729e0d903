package io.terrateam.terratunnel.protocol.link;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.terrateam.terratunnel.protocol.link.WebSocketCodec.Role;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Text messages, however frames and sockets cut them.
class TextMessageCodecTest {

    private static final int TEXT = 0x81;
    private static final int TEXT_BEGINS = 0x01;
    private static final int GOES_ON = 0x00;
    private static final int ENDS = 0x80;
    private static final int PING = 0x89;

    private final MessageBudget budget = new MessageBudget(128 << 10);
    private final CodecUnderTest edge =
            new CodecUnderTest(new TextMessageCodec(Role.EDGE, 200_000, budget));

    @Test
    void messagesInOneRead_comeOneByOne() {
        edge.receives(bytes(framed(TEXT, "one"), framed(TEXT, "two"), framed(TEXT, "")));

        assertThat(messages(edge)).containsExactly("one", "two", "");
        edge.close();
    }

    @Test
    void fragmentsAndSingleBytes_makeOneMessage_withAPongBetween() {
        byte[] all =
                bytes(
                        framed(TEXT_BEGINS, "a"),
                        framed(PING, "p"),
                        framed(GOES_ON, "b".repeat(300)),
                        framed(ENDS, ""),
                        framed(TEXT, "next"));
        for (byte each : all) {
            edge.receives(new byte[] {each});
        }

        assertThat(messages(edge)).containsExactly("a" + "b".repeat(300), "next");
        assertThat(edge.frames()).singleElement().matches(pong -> pong.first() == 0x8a);
        edge.close();
    }

    @Test
    void binaryMessage_isRefused() {
        edge.receives(framed(0x82, "x"));

        assertThat(closeCode(edge)).isEqualTo(1003);
        edge.close();
    }

    @Test
    void tooLongMessages_areRefusedBeforeTheyCome() {
        edge.receives(framed(TEXT_BEGINS, "x".repeat(100_000)));
        byte[] rest = framed(GOES_ON, "x".repeat(100_001));
        edge.receives(java.util.Arrays.copyOf(rest, 14));

        assertThat(closeCode(edge)).isEqualTo(1009);
        edge.close();
    }

    @Test
    void incompleteMessagesOverTheBudget_endTheLink_andGiveItBack() {
        edge.receives(framed(TEXT_BEGINS, "x".repeat(140_000)));

        assertThat(closeCode(edge)).isEqualTo(1013);
        edge.close();
        assertThat(budget.take(128 << 10)).isTrue();
        budget.giveBack(128 << 10);
    }

    @Test
    void completeMessage_givesItsBudgetBack() {
        for (int i = 0; i < 5; i++) {
            edge.receives(framed(TEXT_BEGINS, "x".repeat(70_000)), framed(ENDS, "y"));
        }

        assertThat(messages(edge)).hasSize(5).allMatch(text -> text.length() == 70_001);
        edge.close();
    }

    @Test
    void eachBufferIsAMessage_withItsHeaderInTheRoomInFront() {
        ByteBuf roomy = edge.buffer("xxxxxxxxxxxxxxhello".getBytes(UTF_8)).skipBytes(14);
        edge.channel.write(roomy);
        edge.channel.write(edge.buffer("tight".getBytes(UTF_8)));
        edge.channel.flush();

        assertThat(edge.frames())
                .extracting(Frame::first, frame -> new String(frame.payload(), UTF_8))
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(TEXT, "hello"),
                        org.assertj.core.groups.Tuple.tuple(TEXT, "tight"));
        edge.close();
    }

    @Test
    void piecesOfAnAgent_areOneMessage_masked() {
        CodecUnderTest agent = new CodecUnderTest(new TextMessageCodec(Role.AGENT, 1000, budget));
        agent.channel.write(part(agent, "a".repeat(70_000), false));
        agent.channel.write(part(agent, "b", false));
        agent.channel.writeAndFlush(part(agent, "c", true));
        byte[] socket = agent.socketBytes();
        agent.close();

        assertThat(Frame.parse(socket))
                .allMatch(Frame::masked)
                .extracting(Frame::first)
                .containsExactly(TEXT_BEGINS, GOES_ON, ENDS);
        edge.receives(socket);
        assertThat(messages(edge)).containsExactly("a".repeat(70_000) + "bc");
        edge.close();
    }

    private static TextMessageCodec.Part part(CodecUnderTest codec, String text, boolean last) {
        return new TextMessageCodec.Part(codec.buffer(text.getBytes(UTF_8)), last);
    }

    private static int closeCode(CodecUnderTest codec) {
        byte[] payload = codec.frames().getLast().payload();
        return (payload[0] & 0xff) << 8 | (payload[1] & 0xff);
    }

    private static List<String> messages(CodecUnderTest codec) {
        List<String> all = new ArrayList<>();
        for (ByteBuf each = codec.channel.readInbound();
                each != null;
                each = codec.channel.readInbound()) {
            all.add(each.toString(UTF_8));
            each.release();
        }
        return all;
    }

    private static byte[] framed(int first, String text) {
        return Frame.bytes(first, true, text.getBytes(UTF_8));
    }

    private static byte[] bytes(byte[]... parts) {
        java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
