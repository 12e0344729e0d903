package io.terrateam.terratunnel.edge.link.v1;

import io.terrateam.terratunnel.protocol.v1.V1;

/// What is known of the program at the other end.
///
/// @param exact whether bodies and fields come as the origin sent them, and the failures of its own
///   with a code: ours. The original decodes bodies, folds fields and answers 500
/// @param early whether it is of the days before keys went into the header: it takes 1 MiB
record V1Client(boolean exact, boolean early) {

    /// More at once, and the original does not answer pings in time any more: it takes some 70 ms
    /// of its one core for each.
    private static final int EXCHANGES_OF_THE_ORIGINAL = 100;

    /// Longest message that it takes.
    int maxMessageBytes() {
        return early ? V1.MAX_EARLY_MESSAGE_BYTES : V1.MAX_MESSAGE_BYTES;
    }

    /// How many exchanges it may have at once.
    int maxExchanges(int limit) {
        return exact ? limit : Math.min(limit, EXCHANGES_OF_THE_ORIGINAL);
    }
}
