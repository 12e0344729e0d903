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

/// Slows down whoever tries keys: [#MAX_FAILURES] bad ones a minute from an address, then none for
/// the rest of it.
///
/// An IPv6 address counts as its /64 network, since one customer has a whole one.
///
/// Thread: any; one short lock. Limits: [#MAX_ADDRESSES] are remembered; beyond that the one that
/// failed longest ago is forgotten.
public final class FailedKeyLimit {
    static final int MAX_FAILURES = 20;
    static final Duration WINDOW = Duration.ofMinutes(1);
    static final int MAX_ADDRESSES = 10_000;

    private record Failures(long windowStartMillis, int count) {}

    private final Map<String, Failures> byAddress = new LinkedHashMap<>();
    private final Clock clock;

    /// @param clock tells when a minute is over
    public FailedKeyLimit(Clock clock) {
        this.clock = clock;
    }

    /// How long `peer` has to wait before it may present a key again; empty where it may at once.
    public synchronized Optional<Duration> waitFor(InetAddress peer) {
        Failures failures = byAddress.get(network(peer));
        if (failures == null || failures.count() < MAX_FAILURES) {
            return Optional.empty();
        }
        long left = failures.windowStartMillis() + WINDOW.toMillis() - clock.millis();
        return left <= 0 || left > WINDOW.toMillis()
                ? Optional.empty()
                : Optional.of(Duration.ofMillis(left));
    }

    /// `peer` presented a key that is none.
    public synchronized void failed(InetAddress peer) {
        long now = clock.millis();
        String network = network(peer);
        Failures before = byAddress.remove(network);
        Failures after =
                before != null && Math.abs(now - before.windowStartMillis()) < WINDOW.toMillis()
                        ? new Failures(before.windowStartMillis(), before.count() + 1)
                        : new Failures(now, 1);
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
