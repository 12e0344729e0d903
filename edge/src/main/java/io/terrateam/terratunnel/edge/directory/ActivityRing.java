package io.terrateam.terratunnel.edge.directory;

import io.terrateam.terratunnel.edge.link.RequestHead;
import io.terrateam.terratunnel.protocol.link.LinkHandshake;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Counts a tunnel's exchanges and keeps the last [#KEPT] of them for whoever looks.
///
/// An exchange costs a few stores into a slot that is used again and again: no object, no lock, no
/// look at the wall clock. An agent's own probes are left out.
///
/// Thread: the tunnel's loop. Limits: paths are cut to [#MAX_PATH] characters, queries included
/// until they are shown.
final class ActivityRing {
    static final int KEPT = 20;
    static final int MAX_PATH = 256;

    /// One kept exchange.
    private static final class Slot {
        private CharSequence method = "";
        private CharSequence path = "";
        private int status;
        private String failure = "";
        private long beganNanos;
        private long endedNanos;
    }

    private final List<Slot> slots = new ArrayList<>(0);
    private int next;
    private long exchanges;
    private long failures;

    /// An exchange has ended.
    ///
    /// @param status the origin's, or 0
    /// @param failure as [RecentExchange#failure]
    void ended(RequestHead head, int status, String failure, long beganNanos) {
        CharSequence path = head.fields().path();
        if (isProbe(path)) {
            return;
        }
        exchanges++;
        if (isFailure(status, failure)) {
            failures++;
        }
        Slot slot = nextSlot();
        slot.method = head.upgrade() ? "GET" : orEmpty(head.fields().method());
        slot.path = cut(path);
        slot.status = head.upgrade() && status == 200 ? 101 : status;
        slot.failure = failure;
        slot.beganNanos = beganNanos;
        slot.endedNanos = System.nanoTime();
    }

    long exchanges() {
        return exchanges;
    }

    long failures() {
        return failures;
    }

    /// What is kept, newest first.
    List<RecentExchange> recent() {
        Instant now = Instant.now();
        long nowNanos = System.nanoTime();
        List<RecentExchange> recent = new ArrayList<>(slots.size());
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(Math.floorMod(next - 1 - i, slots.size()));
            recent.add(
                    new RecentExchange(
                            now.minusNanos(nowNanos - slot.endedNanos),
                            slot.method.toString(),
                            withoutQuery(slot.path.toString()),
                            slot.status,
                            slot.failure,
                            Duration.ofNanos(slot.endedNanos - slot.beganNanos)));
        }
        return recent;
    }

    private static boolean isFailure(int status, String failure) {
        return status >= 500 || !(failure.isEmpty() || failure.equals(RecentExchange.VISITOR_LEFT));
    }

    private Slot nextSlot() {
        if (slots.size() < KEPT) {
            Slot fresh = new Slot();
            slots.add(fresh);
            next = slots.size() % KEPT;
            return fresh;
        }
        Slot oldest = slots.get(next);
        next = (next + 1) % KEPT;
        return oldest;
    }

    private static boolean isProbe(@Nullable CharSequence path) {
        return path != null
                && path.length() == LinkHandshake.PROBE_PATH.length()
                && LinkHandshake.PROBE_PATH.contentEquals(path);
    }

    /// A copy where the whole one would keep a long target alive.
    private static CharSequence cut(@Nullable CharSequence path) {
        CharSequence whole = orEmpty(path);
        return whole.length() <= MAX_PATH ? whole : whole.subSequence(0, MAX_PATH).toString();
    }

    private static CharSequence orEmpty(@Nullable CharSequence text) {
        return Objects.requireNonNullElse(text, "");
    }

    private static String withoutQuery(String path) {
        int query = path.indexOf('?');
        return query < 0 ? path : path.substring(0, query);
    }
}
