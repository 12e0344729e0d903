package io.terrateam.terratunnel.agent.forward;

import io.terrateam.terratunnel.protocol.v1.V1;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Knows requests again that the original server sends a second time.
///
/// It does so once, under a new id, when no answer has begun after [V1#REPEATED_AFTER], over
/// whichever link the tunnel has then. An equal request at any other time is another visitor's.
///
/// Thread: the loop; one object for all links of an agent. Limits: what has been answered or lost
/// is forgotten once its time has passed; [#MAX_REMEMBERED] in all, beyond which the oldest is.
public final class RepeatedRequests {

    private static final long EARLIEST_NANOS =
            V1.REPEATED_AFTER.minus(Duration.ofSeconds(2)).toNanos();
    private static final long JUST_BEFORE_NANOS =
            V1.REPEATED_AFTER.minus(Duration.ofSeconds(1)).toNanos();
    private static final long LATEST_NANOS =
            V1.REPEATED_AFTER.plus(Duration.ofSeconds(5)).toNanos();
    private static final int MAX_REMEMBERED = 10_000;

    private final LongSupplier nanoTime;
    private final Map<Fingerprint, Deque<Delivery>> deliveries = new HashMap<>();
    private final LinkedHashSet<Delivery> inOrder = new LinkedHashSet<>();

    /// A memory without anything in it.
    public RepeatedRequests(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /// A request that is, or was, on its way to the origin.
    static final class Delivery {
        private final Fingerprint fingerprint;
        private final long begunNanos;
        private @Nullable V1LinkStream waiting;
        private boolean repeated;
        private boolean over;

        Delivery(Fingerprint fingerprint, V1LinkStream waiting, long begunNanos) {
            this.fingerprint = fingerprint;
            this.waiting = waiting;
            this.begunNanos = begunNanos;
        }

        /// The stream whose answer has not begun; null where it has, or where its link is lost.
        @Nullable V1LinkStream waiting() {
            return waiting;
        }
    }

    /// The delivery that a request repeats, or null where it is a new one. Each can be repeated
    /// once.
    @Nullable Delivery find(Fingerprint fingerprint) {
        long now = nanoTime.getAsLong();
        forgetOld(now);
        for (Delivery delivery : deliveries.getOrDefault(fingerprint, new ArrayDeque<>(0))) {
            long age = now - delivery.begunNanos;
            if (!delivery.repeated && age >= EARLIEST_NANOS && age <= LATEST_NANOS) {
                delivery.repeated = true;
                return delivery;
            }
        }
        return null;
    }

    /// A request is delivered now.
    Delivery begin(Fingerprint fingerprint, V1LinkStream waiting) {
        Delivery delivery = new Delivery(fingerprint, waiting, nanoTime.getAsLong());
        deliveries.computeIfAbsent(fingerprint, key -> new ArrayDeque<>(1)).add(delivery);
        inOrder.add(delivery);
        while (inOrder.size() > MAX_REMEMBERED) {
            forget(inOrder.removeFirst());
        }
        return delivery;
    }

    /// Its answer has begun; where that was so late that the server may already have asked again,
    /// it is remembered.
    void answered(Delivery delivery) {
        delivery.waiting = null;
        delivery.over = true;
        if (nanoTime.getAsLong() - delivery.begunNanos < JUST_BEFORE_NANOS || delivery.repeated) {
            inOrder.remove(delivery);
            forget(delivery);
        }
    }

    /// Its link was lost before its answer began; the server may ask again over the next one.
    void lost(Delivery delivery) {
        delivery.waiting = null;
        delivery.over = true;
    }

    private void forgetOld(long now) {
        while (!inOrder.isEmpty()) {
            Delivery oldest = inOrder.getFirst();
            if (!oldest.over || now - oldest.begunNanos <= LATEST_NANOS) {
                return;
            }
            forget(inOrder.removeFirst());
        }
    }

    private void forget(Delivery delivery) {
        Deque<Delivery> equal = deliveries.get(delivery.fingerprint);
        if (equal != null) {
            equal.remove(delivery);
            if (equal.isEmpty()) {
                deliveries.remove(delivery.fingerprint);
            }
        }
    }
}
