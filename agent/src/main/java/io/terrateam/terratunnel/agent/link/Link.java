package io.terrateam.terratunnel.agent.link;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One link that is up, until it is not.
///
/// Thread: its channel's loop.
public interface Link {

    /// Hears of the two ends that a link can have.
    interface Listener {
        /// The server takes no new exchanges over this link; those that run go on.
        void goneAway(Link link, String reason);

        /// The link is closed; the last call.
        void closed(Link link, String reason);
    }

    /// Which version of the link is spoken: 1 or 2.
    int version();

    /// Where visitors go.
    String publicUrl();

    /// Its id in the server's audit log; empty where the server doesn't tell.
    String id();

    /// Gets an anonymous tunnel back after a reconnect; null for others.
    @Nullable String resume();

    /// How long it has been up.
    Duration upFor();

    /// Asks the server at once whether it is still there; a link without an answer within `limit`
    /// is closed.
    void probeNow(Duration limit);

    /// Takes no new exchanges and closes when those that run have ended; says so to the server.
    void drain();

    /// Closes when the exchanges that run have ended; for a link whose server said that it takes no
    /// more.
    void finish();

    /// Ends the link with a close frame; exchanges that still run are broken off.
    void close(int code, String text);

    /// Ends the link without a word.
    void closeNow();
}
