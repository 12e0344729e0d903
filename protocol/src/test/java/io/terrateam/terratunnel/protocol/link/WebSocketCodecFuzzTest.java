package io.terrateam.terratunnel.protocol.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;

/// Anything may come over a link's socket: what is handed on does not depend on how it is cut, and
/// nothing is thrown.
final class WebSocketCodecFuzzTest {

    @FuzzTest(maxDuration = "60s")
    void readsTheSameHoweverTheSocketCutsIt(byte[] stream) {
        for (WebSocketCodec.Role role : WebSocketCodec.Role.values()) {
            try (CodecUnderTest whole = new CodecUnderTest(role);
                    CodecUnderTest pieces = new CodecUnderTest(role)) {
                whole.receives(stream);
                for (byte octet : stream) {
                    pieces.receives(new byte[] {octet});
                }

                assertThat(pieces.payload()).isEqualTo(whole.payload());
                assertThat(pieces.events).isEqualTo(whole.events);
                List<Frame> answers = whole.frames();
                assertThat(pieces.frames()).hasSameSizeAs(answers);
                assertThat(answers)
                        .allMatch(answer -> answer.first() == 0x8a || answer.first() == 0x88);
            }
        }
    }
}
