package io.terrateam.terratunnel.control.web;

import java.net.InetAddress;
import java.util.Optional;

/// Tells who is behind a request. May block.
public interface Identities {
    /// Knows nobody: all pages are those of somebody who is not signed in.
    Identities NOBODY =
            new Identities() {
                @Override
                public Optional<SignedIn> session(WebRequest request) {
                    return Optional.empty();
                }

                @Override
                public SignedIn bearerSession(String token) {
                    throw new Refusal(401, "Invalid token");
                }

                @Override
                public KeyCaller apiKey(String key, InetAddress peer) {
                    throw new Refusal(401, "Invalid or expired API key");
                }
            };

    /// The session that a request's cookies carry, if it is valid and its user may sign in.
    Optional<SignedIn> session(WebRequest request);

    /// The session whose token was sent as a bearer token.
    ///
    /// Failure: a 401 [Refusal] that says what is wrong with it.
    SignedIn bearerSession(String token);

    /// Whose API key was sent as a bearer token.
    ///
    /// Failure: a 401 or 429 [Refusal].
    KeyCaller apiKey(String key, InetAddress peer);
}
