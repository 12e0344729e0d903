package io.terrateam.terratunnel.control.apikey;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// What a key is to be.
///
/// @param name what its owner calls it, at most [#MAX_NAME] characters
/// @param scopes what it may do
/// @param expiresAt until when; for ever if empty
public record KeyRequest(Optional<String> name, Set<Scope> scopes, Optional<Instant> expiresAt) {
    static final int MAX_NAME = 100;

    /// A key that may do everything, for ever.
    public static final KeyRequest PLAIN =
            new KeyRequest(Optional.empty(), Scope.ALL, Optional.empty());

    /// Refuses names that are none and keys that may do nothing.
    public KeyRequest {
        name = name.map(String::strip).filter(text -> !text.isEmpty());
        scopes = Set.copyOf(scopes);
        if (name.filter(text -> !isPlain(text)).isPresent()) {
            throw new IllegalArgumentException(
                    "name: (expected: at most " + MAX_NAME + " characters without line breaks)");
        }
        if (scopes.isEmpty()) {
            throw new IllegalArgumentException("scopes: none (expected: at least one)");
        }
    }

    /// The same key, called `other`.
    public KeyRequest named(String other) {
        return new KeyRequest(Optional.of(other), scopes, expiresAt);
    }

    private static boolean isPlain(String text) {
        return text.length() <= MAX_NAME && text.codePoints().noneMatch(Character::isISOControl);
    }
}
