package io.terrateam.terratunnel.edge.visitor;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.terrateam.terratunnel.protocol.http.Authority;
import java.util.Arrays;
import java.util.List;

/// Any bytes may come from a visitor: what is accepted has one reading, however it is cut.
final class HeadFuzzTest {

    @FuzzTest(maxDuration = "60s")
    void whatIsAcceptedHasOneReading(byte[] stream) {
        List<String> whole = Heads.judge(stream);
        for (String verdict : whole) {
            if (!verdict.startsWith("status ")) {
                int at = verdict.lastIndexOf(" at ");
                assertThat(verdict.substring(0, at)).matches("\\*|/[\\x21-\\x7e&&[^#]]*");
                assertThat(Authority.parse(verdict.substring(at + 4))).isPresent();
            }
        }
        if (stream.length > 1) {
            int cut = 1 + Math.floorMod(Arrays.hashCode(stream), stream.length - 1);
            byte[] rest = Arrays.copyOfRange(stream, cut, stream.length);

            assertThat(Heads.judge(Arrays.copyOf(stream, cut), rest)).isEqualTo(whole);
        }
    }
}
