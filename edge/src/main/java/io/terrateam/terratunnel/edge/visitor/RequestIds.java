package io.terrateam.terratunnel.edge.visitor;

import java.security.SecureRandom;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Ids of exchanges: UUIDs that sort by time.
///
/// They tell exchanges apart and prove nothing, so a fast generator seeded from a secure one is
/// enough.
///
/// Thread: any; each has a generator of its own. Spec: RFC 9562 section 5.7 (version 7).
final class RequestIds {

    private static final int MAX_LENGTH = 128;

    private static final ThreadLocal<SplittableRandom> RANDOM =
            ThreadLocal.withInitial(() -> new SplittableRandom(new SecureRandom().nextLong()));

    private RequestIds() {}

    /// A new id.
    static String next() {
        SplittableRandom random = RANDOM.get();
        long high = (System.currentTimeMillis() << 16) | 0x7000 | (random.nextInt() & 0xfff);
        long low = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }

    /// The id that came in, if it is fit, or else a new one.
    static String keptOrNew(@Nullable CharSequence given) {
        return given != null && isFit(given) ? given.toString() : next();
    }

    /// Whether an id that came in is one that we go on with.
    static boolean isFit(CharSequence id) {
        if (id.isEmpty() || id.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean alphanumeric =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!alphanumeric && "-_.=:/+".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }
}
