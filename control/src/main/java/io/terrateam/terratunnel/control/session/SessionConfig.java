package io.terrateam.terratunnel.control.session;

import java.time.Duration;
import java.util.Optional;

/// How long people stay signed in, and how that is proved.
///
/// @param secret what sessions are signed with; one is made and kept in the database if empty
/// @param lifetime after which one has to sign in again
/// @param idleTimeout how long a session may be unused
public record SessionConfig(
        Optional<SigningSecret> secret,
        SigningAlgorithm algorithm,
        Duration lifetime,
        Duration idleTimeout) {

    /// What holds where nobody says otherwise.
    public static final SessionConfig DEFAULT =
            new SessionConfig(
                    Optional.empty(),
                    SigningAlgorithm.HS256,
                    Duration.ofHours(24),
                    Duration.ofHours(12));
}
