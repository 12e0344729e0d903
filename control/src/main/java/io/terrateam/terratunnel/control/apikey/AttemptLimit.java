package io.terrateam.terratunnel.control.apikey;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Slows down whoever tries too often from one address: so many attempts a minute, then none for
/// the rest of it.
///
/// An IPv6 address counts as its /64 network, since one customer has a whole one.
///
/// Thread: any; one short lock. Limits: [#MAX_ADDRESSES] are remembered; beyond that the one that
/// tried longest ago is forgotten.
public final class AttemptLimit {
    /// How many keys that are none an address may present in a minute.
    public static final int BAD_KEYS = 20;

    /// How many new anonymous names an address gets in a minute.
    public static final int NEW_NAMES = 60;

    static final Duration WINDOW = Duration.ofMinutes(1);
    static final int MAX_ADDRESSES = 10_000;

    private record Attempts(long windowStartMillis, int count) {}

    private final Map<String, Attempts> byAddress = new LinkedHashMap<>();
    private final int perMinute;
    private final Clock clock;

    /// @param perMinute how many attempts an address has
    /// @param clock tells when a minute is over
    public AttemptLimit(int perMinute, Clock clock) {
        this.perMinute = perMinute;
        this.clock = clock;
    }

    /// How long `peer` has to wait before it may try again; empty where it may at once.
    public synchronized Optional<Duration> waitFor(InetAddress peer) {
        Attempts attempts = byAddress.get(network(peer));
        if (attempts == null || attempts.count() < perMinute) {
            return Optional.empty();
        }
        long left = attempts.windowStartMillis() + WINDOW.toMillis() - clock.millis();
        return left <= 0 || left > WINDOW.toMillis()
                ? Optional.empty()
                : Optional.of(Duration.ofMillis(left));
    }

    /// `peer` has made an attempt that counts.
    public synchronized void count(InetAddress peer) {
        long now = clock.millis();
        String network = network(peer);
        Attempts before = byAddress.remove(network);
        Attempts after =
                before != null && Math.abs(now - before.windowStartMillis()) < WINDOW.toMillis()
                        ? new Attempts(before.windowStartMillis(), before.count() + 1)
                        : new Attempts(now, 1);
        if (byAddress.size() >= MAX_ADDRESSES) {
            byAddress.remove(byAddress.keySet().iterator().next());
        }
        byAddress.put(network, after);
    }

    private static String network(InetAddress peer) {
        byte[] address = peer.getAddress();
        byte[] counted = peer instanceof Inet6Address ? Arrays.copyOf(address, 8) : address;
        return HexFormat.of().formatHex(counted);
    }
}
