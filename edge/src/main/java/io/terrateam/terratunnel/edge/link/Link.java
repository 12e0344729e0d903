package io.terrateam.terratunnel.edge.link;

/// A connection of an agent, whichever version of the wire it speaks.
///
/// Thread: its tunnel's loop.
public interface Link {

    /// Told when a link becomes usable and when it is over.
    interface Lifecycle {
        /// Streams may be opened from now on.
        void opened(Link link);

        /// The link takes no more streams.
        void closed(Link link);

        /// A stream has ended, so there may be room again.
        void roomAgain(Link link);
    }

    /// The id in the audit log and in the `Terratunnel-Link` field.
    String id();

    /// Whether it shares its tunnel with other links instead of replacing them.
    boolean pooled();

    /// Whether both ends add digests to long bodies.
    boolean digests();

    /// Whether it takes new streams at all.
    boolean isOpen();

    /// Whether it has room for one more stream now.
    boolean hasRoom();

    /// How many streams are open.
    int openStreams();

    /// Opens a stream and sends the head; only where [#hasRoom].
    LinkStream open(RequestHead head, LinkStreamListener listener);

    /// Takes no more streams, lets the open ones finish within the drain time, then closes.
    ///
    /// @param reason what the agent is told: `replaced`, `rotate` or `draining`
    void drain(String reason);

    /// Closes at once.
    void close(int webSocketCode, String reason);

    /// Nothing was heard of the agent in time; the channel is about to be closed.
    void fellSilent();
}
