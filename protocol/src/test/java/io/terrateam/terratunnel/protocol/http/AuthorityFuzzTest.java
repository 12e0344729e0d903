package io.terrateam.terratunnel.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/// Any text may stand in a Host field: what is accepted has one reading.
final class AuthorityFuzzTest {

    @FuzzTest(maxDuration = "30s")
    void whatIsAcceptedHasOneReading(byte[] text) {
        String host = new String(text, StandardCharsets.ISO_8859_1);

        Authority.parse(host)
                .ifPresent(authority -> {
                    assertThat(Authority.parse(authority.toString())).contains(authority);
                    assertThat(authority.host()).matches("[a-z0-9._-]+|\\[[0-9a-f:.]+]");
                    assertThat(authority.host()).doesNotStartWith(".").doesNotEndWith(".");
                    assertThat(authority.port()).isBetween(-1, 65_535);
                });
    }
}
