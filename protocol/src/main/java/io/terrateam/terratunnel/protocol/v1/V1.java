package io.terrateam.terratunnel.protocol.v1;

import java.time.Duration;

/// The figures of version 1, as the original has them.
public final class V1 {

    /// Longest message that either end takes.
    public static final int MAX_MESSAGE_BYTES = 512 << 20;

    /// Longest message that clients take which were built before they sent their key in the header.
    public static final int MAX_EARLY_MESSAGE_BYTES = 1 << 20;

    /// Longest first message of a client: nobody knows yet who it is.
    public static final int MAX_FIRST_MESSAGE_BYTES = 64 << 10;

    /// How many bytes a chunk of a streamed answer carries at most.
    public static final int CHUNK_BYTES = 512 << 10;

    /// Longer binary answers are streamed.
    public static final int STREAMING_THRESHOLD_BYTES = 10 << 20;

    /// How long each end waits for the other one's first message.
    public static final Duration FIRST_MESSAGE = Duration.ofSeconds(10);

    /// Clients give the connection up that brings no keepalive for 120 s, those of July 2025 after
    /// 35 s.
    public static final Duration KEEPALIVE_EVERY = Duration.ofSeconds(5);

    /// How long a client waits for a keepalive.
    public static final Duration KEEPALIVE_LIMIT = Duration.ofMinutes(2);

    /// After so long the original server sends an unanswered request again, under a new id.
    public static final Duration REPEATED_AFTER = Duration.ofSeconds(30);

    /// Bytes that [MessageWriter] leaves free in front of each message, for the header of its
    /// WebSocket frame.
    public static final int HEADROOM_BYTES = 14;

    private V1() {}
}
