package io.terrateam.terratunnel.protocol.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;

/// Anything may come over a link: with the cutter the HTTP/2 handler hears what it hears without,
/// only that DATA may be heard before its frame is complete, or before it is refused.
final class DataFrameCutterFuzzTest {

    @FuzzTest(maxDuration = "60s")
    void changesNothingButHowSoonDataIsHeard(byte[] stream) {
        List<Integer> cuts =
                stream.length < 3 ? List.of() : List.of(stream.length / 3, stream.length / 2);
        try (CutterUnderTest plain = new CutterUnderTest(WebSocketCodec.Role.EDGE, false);
                CutterUnderTest cut = new CutterUnderTest(WebSocketCodec.Role.EDGE, true)) {
            plain.receives(stream, cuts);
            cut.receives(stream, cuts);

            assertThat(cut.heard).isEqualTo(plain.heard);
            assertThat(cut.isOpen()).isEqualTo(plain.isOpen());
            plain.bodies().forEach((id, body) -> assertThat(cut.bodies().get(id)).startsWith(body));
        }
    }
}
