package io.terrateam.terratunnel.webhook.scheme;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/// What is to be known about a scheme without knowing which it is.
///
/// @param place where the signature stands
/// @param signed what it covers, in the words of the documents
/// @param algorithm how it is made and written
/// @param keyForm how the secret is taken
/// @param tolerance how far the time of signing may be off, if that is limited
/// @param covers what can't be changed unseen
/// @param canBeMade whether a receiver has what it takes to make one
public record Traits(
        String place,
        String signed,
        String algorithm,
        KeyForm keyForm,
        Optional<Duration> tolerance,
        Set<Covered> covers,
        boolean canBeMade) {

    /// A part of the request.
    public enum Covered {
        /// The body, byte for byte.
        BODY,
        /// The public URL.
        URL
    }

    /// Copies the set.
    public Traits {
        covers = Set.copyOf(covers);
    }

    /// Whether a change of the body is seen.
    public boolean coversBody() {
        return covers.contains(Covered.BODY);
    }

    /// Whether the public URL is signed.
    public boolean coversUrl() {
        return covers.contains(Covered.URL);
    }
}
