package io.terrateam.terratunnel.protocol.v1;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Headers;

/// Whatever a peer sends is a message, or wrong in a way that we have a word for.
class MessageFuzzTest {

    @FuzzTest(maxDuration = "30s")
    void anyBytes_areAMessageOrABadOne(byte[] bytes) {
        for (MessageReader.Role role : MessageReader.Role.values()) {
            ByteBuf lent = Unpooled.wrappedBuffer(bytes);
            try {
                look(new MessageReader(role).read(lent), bytes.length);
            } catch (BadMessage bad) {
                assertThat(bad.closeCode()).isBetween(1007, 1008);
                assertThat(bad.reason()).isNotEmpty().isPrintable();
            }
            assertThat(lent.readerIndex()).isZero();
            lent.release();
        }
    }

    private static void look(Message message, int length) {
        switch (message) {
            case Message.Answer answer -> {
                checkFields(answer.fields());
                checkBody(answer.body(), length);
            }
            case Message.Request request -> {
                checkFields(request.fields());
                checkBody(request.body(), length);
            }
            case Message.StreamBegin begin -> checkFields(begin.fields());
            case Message.StreamChunk chunk -> checkBody(chunk.data(), length);
            case Message.Malformed malformed -> assertThat(malformed.reason()).isPrintable();
            default -> {}
        }
    }

    private static void checkFields(Http2Headers fields) {
        fields.forEach(field -> {
            assertThat(field.getKey().toString()).matches("[!-9;-~&&[^A-Z]]+");
            assertThat(field.getValue().toString()).doesNotContain("\r", "\n", "\0");
        });
    }

    private static void checkBody(MessageBody body, int length) {
        int[] total = new int[1];
        boolean whole =
                body.decode(
                        ByteBufAllocator.DEFAULT,
                        part -> {
                            total[0] += part.readableBytes();
                            part.release();
                        });
        assertThat(total[0]).isLessThan(length);
        assertThat(!whole || body.isEmpty() == (total[0] == 0)).isTrue();
    }
}
