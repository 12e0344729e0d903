package io.terrateam.terratunnel.edge.spi;

import io.terrateam.terratunnel.protocol.TunnelName;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Whether a link may be opened, and for which tunnel.
public sealed interface LinkVerdict {

    /// The link may serve `name`.
    ///
    /// @param name the tunnel that it serves
    /// @param holder whom the tunnel belongs to
    /// @param resumeToken the token that gets an anonymous tunnel back; null for an owned one
    record Accepted(TunnelName name, Holder holder, @Nullable Secret resumeToken)
            implements LinkVerdict {}

    /// The link may not be opened.
    ///
    /// @param status the HTTP status of the refusal: 401, 403, 429 or 503
    /// @param title what is wrong, a few words
    /// @param advice what the person at the agent can do about it, one sentence
    /// @param retryAfterSeconds when to try again; empty where it is no matter of time
    /// @param cause what it comes from, for those who know no more than that
    record Refused(
            int status,
            String title,
            String advice,
            Optional<Integer> retryAfterSeconds,
            Cause cause)
            implements LinkVerdict {

        /// For another cause than the key.
        public Refused(
                int status, String title, String advice, Optional<Integer> retryAfterSeconds) {
            this(status, title, advice, retryAfterSeconds, Cause.OTHER);
        }
    }

    /// What a refusal comes from.
    enum Cause {
        /// There is no key.
        KEY_MISSING,
        /// The key is none, or none any more.
        KEY_BAD,
        /// The key may not open tunnels.
        KEY_SCOPE,
        /// Anything else.
        OTHER
    }

    /// Whom a tunnel belongs to.
    sealed interface Holder {
        /// A reservation of an account, opened with one of its keys.
        ///
        /// @param reservationId the row of the reservation
        /// @param apiKeyId the row of the key that opened the link
        record Owner(long reservationId, long apiKeyId) implements Holder {}

        /// Nobody's: the name lasts as long as somebody holds its resume token.
        record Anonymous() implements Holder {}
    }
}
