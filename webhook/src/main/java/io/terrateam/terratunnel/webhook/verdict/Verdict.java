package io.terrateam.terratunnel.webhook.verdict;

import java.time.Duration;
import java.util.Optional;

/// What became of checking a signature.
public sealed interface Verdict {

    /// It fits, and is neither too old nor from the future.
    ///
    /// @param secret the name of the secret that fits
    /// @param age how long ago it was signed, if it says so; negative if the sender's clock is
    ///   ahead
    /// @param coversBody whether a change of the body would have been seen
    record Valid(String secret, Optional<Duration> age, boolean coversBody) implements Verdict {}

    /// It is not to be accepted.
    record Invalid(Reason reason) implements Verdict {}

    /// Whether the request is to be accepted.
    default boolean isValid() {
        return this instanceof Valid;
    }
}
