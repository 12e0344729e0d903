package io.terrateam.terratunnel.protocol.link;

/// How much one end of a link lets the other send.
///
/// @param streamWindowBytes what one stream may send before its receiver has passed it on (RFC 9113
///   section 6.9)
/// @param connectionWindowBytes what all streams may have on the wire; refilled as bytes arrive, so
///   that streams push back and the link never does
/// @param maxFrameBytes largest frame payload taken (RFC 9113 section 4.2: 16,384 to 16,777,215)
/// @param maxHeaderListBytes largest header block taken, by RFC 9113 section 6.5.2's measure
/// @param maxConcurrentStreams how many exchanges the agent takes at once; the edge does not send
///   it
public record LinkLimits(
        int streamWindowBytes,
        int connectionWindowBytes,
        int maxFrameBytes,
        int maxHeaderListBytes,
        int maxConcurrentStreams) {

    /// What both ends use unless told otherwise.
    public static final LinkLimits DEFAULT =
            new LinkLimits(256 << 10, 16 << 20, 64 << 10, 96 << 10, 2_500);

    /// Refuses what HTTP/2 does not allow.
    public LinkLimits {
        requireRange("streamWindowBytes", streamWindowBytes, 16 << 10);
        requireRange("connectionWindowBytes", connectionWindowBytes, 64 << 10);
        requireRange("maxFrameBytes", maxFrameBytes, 16 << 10);
        if (maxFrameBytes >= 1 << 24) {
            throw new IllegalArgumentException(
                    "maxFrameBytes: " + maxFrameBytes + " (expected: < 16777216)");
        }
        requireRange("maxHeaderListBytes", maxHeaderListBytes, 8 << 10);
        requireRange("maxConcurrentStreams", maxConcurrentStreams, 1);
    }

    private static void requireRange(String what, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(
                    what + ": " + value + " (expected: >= " + least + ")");
        }
    }
}
