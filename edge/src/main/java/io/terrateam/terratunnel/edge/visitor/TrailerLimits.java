package io.terrateam.terratunnel.edge.visitor;

import java.util.Map;

/// How many trailers a visitor may send.
///
/// Thread: stateless. Limits: 8 KiB in 32 fields.
final class TrailerLimits {

    private static final int MAX_BYTES = 8 << 10;
    private static final int MAX_FIELDS = 32;

    private TrailerLimits() {}

    /// Whether there are too many, or too long ones.
    static boolean exceededBy(
            Iterable<? extends Map.Entry<? extends CharSequence, ? extends CharSequence>>
                    trailers) {
        int bytes = 0;
        int fields = 0;
        for (Map.Entry<? extends CharSequence, ? extends CharSequence> field : trailers) {
            fields++;
            bytes += field.getKey().length() + field.getValue().length();
        }
        return fields > MAX_FIELDS || bytes > MAX_BYTES;
    }
}
