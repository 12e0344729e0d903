package io.terrateam.terratunnel.control.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class AttemptLimitTest {
    private Instant now = Instant.parse("2026-11-23T12:00:00Z");
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private final AttemptLimit limit = new AttemptLimit(20, clock);

    @Test
    void twentyAttemptsCloseTheDoorForTheRestOfTheMinute() {
        InetAddress peer = address("192.0.2.1");

        attempt(peer, 19);
        assertThat(limit.waitFor(peer)).isEmpty();

        now = now.plusSeconds(10);
        attempt(peer, 1);
        assertThat(limit.waitFor(peer)).contains(Duration.ofSeconds(50));
        assertThat(limit.waitFor(address("192.0.2.2"))).isEmpty();

        now = now.plusSeconds(50);
        assertThat(limit.waitFor(peer)).isEmpty();
    }

    @Test
    void anIpv6NetworkCountsAsOne() {
        for (int i = 0; i < 20; i++) {
            limit.count(address("2001:db8:0:1::" + i));
        }

        assertThat(limit.waitFor(address("2001:db8:0:1:ffff::1"))).isPresent();
        assertThat(limit.waitFor(address("2001:db8:0:2::1"))).isEmpty();
    }

    @Test
    void manyAddressesPushOutTheOldest() {
        InetAddress first = address("192.0.2.1");
        attempt(first, 20);

        for (int i = 0; i < AttemptLimit.MAX_ADDRESSES; i++) {
            limit.count(address("10." + i / 65536 + "." + i / 256 % 256 + "." + i % 256));
        }

        assertThat(limit.waitFor(first)).isEmpty();
    }

    @Test
    void clockThatJumpsBackDoesNotLockOutForLong() {
        InetAddress peer = address("192.0.2.1");
        attempt(peer, 20);

        now = now.minus(Duration.ofDays(1));

        assertThat(limit.waitFor(peer)).isEmpty();
    }

    private void attempt(InetAddress peer, int times) {
        for (int i = 0; i < times; i++) {
            limit.count(peer);
        }
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
