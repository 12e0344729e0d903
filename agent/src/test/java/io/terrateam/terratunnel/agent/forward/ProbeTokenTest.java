package io.terrateam.terratunnel.agent.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class ProbeTokenTest {

    private final ProbeToken token = ProbeToken.random(RandomGenerator.getDefault(), false);

    private static Http2Headers probe(String path, String value) {
        return new DefaultHttp2Headers().method("GET").path(path).add("terratunnel-probe", value);
    }

    @Test
    void ownTokenOnItsPathIsRecognised() {
        Http2Headers head = probe(ProbeToken.PATH, token.value());

        assertThat(token.takesOut(head)).isTrue();
        assertThat(head.contains("terratunnel-probe")).isFalse();
    }

    @Test
    void strangersTokenGoesNoFurtherThanTheAgent() {
        Http2Headers head = probe(ProbeToken.PATH, "0".repeat(32));

        assertThat(token.takesOut(head)).isFalse();
        assertThat(head.contains("terratunnel-probe")).isFalse();
    }

    @Test
    void anotherPathIsNoProbe() {
        assertThat(token.takesOut(probe("/x", token.value()))).isFalse();
    }

    @Test
    void pooledAgentsAnswerForEachOther() {
        ProbeToken shared = ProbeToken.random(RandomGenerator.getDefault(), true);

        assertThat(shared.takesOut(probe(ProbeToken.PATH, token.value()))).isTrue();
        assertThat(shared.takesOut(probe(ProbeToken.PATH, "z".repeat(32)))).isFalse();
    }
}
