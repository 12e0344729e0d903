package io.terrateam.terratunnel.control.reservation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.terrateam.terratunnel.protocol.TunnelName;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResumeTokensTest {
    private static final TunnelName NAME = new TunnelName("brave-amber-otter");

    private Instant now = Instant.parse("2026-11-23T12:00:00Z");
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private final ResumeTokens tokens = new ResumeTokens(new byte[32], clock);

    @Test
    void getsTheNameBackAfterARestart() {
        String token = tokens.issue(NAME);

        assertThat(token).startsWith("v1.brave-amber-otter.");
        assertThat(new ResumeTokens(new byte[32], clock).verify(token))
                .map(ResumeTokens.Verified::name)
                .contains(NAME);
    }

    @Test
    void endsAfterItsLifetime() {
        String token = tokens.issue(NAME);

        now = now.plus(ResumeTokens.LIFETIME).minusSeconds(1);
        assertThat(tokens.verify(token)).map(ResumeTokens.Verified::name).contains(NAME);

        now = now.plusSeconds(1);
        assertThat(tokens.verify(token)).isEmpty();
    }

    @Test
    void everyChangedCharacterSpoilsIt() {
        String token = tokens.issue(NAME);
        for (int i = 0; i < token.length(); i++) {
            char wrong = token.charAt(i) == 'a' ? 'b' : 'a';

            assertThat(tokens.verify(token.substring(0, i) + wrong + token.substring(i + 1)))
                    .as("position %d", i)
                    .isEmpty();
        }
    }

    @Test
    void signatureOfAnotherSecretIsNone() {
        byte[] other = new byte[32];
        other[31] = 1;

        assertThat(tokens.verify(new ResumeTokens(other, clock).issue(NAME))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "v1",
                "v1.brave-amber-otter.99999999999",
                "v1.brave-amber-otter.99999999999.",
                "v2.brave-amber-otter.99999999999.AAAA",
                "v1..99999999999.AAAA",
                "\u0000.\u0000.\u0000.\u0000"
            })
    void garbageIsNoToken(String garbage) {
        assertThat(tokens.verify(garbage)).isEmpty();
    }

    @Test
    void shortSecretIsRefused() {
        assertThatThrownBy(() -> new ResumeTokens(new byte[31], clock))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
