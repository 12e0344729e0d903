package io.terrateam.terratunnel.control.store;

import java.time.Instant;
import java.util.Optional;

/// A login that was begun at a provider.
///
/// @param stateHash SHA-256 of the state in hex
/// @param browserHash SHA-256 of the cookie of the browser that began
/// @param codeVerifier the secret half of PKCE
/// @param purpose what comes after it, such as `login`
/// @param next where to go on the server's own host
/// @param externalRedirectUri where another program wants to be called back
/// @param externalState what that program wants to hear again
public record OAuthStateRow(
        String stateHash,
        String provider,
        String browserHash,
        String codeVerifier,
        String purpose,
        Optional<String> next,
        Optional<String> externalRedirectUri,
        Optional<String> externalState,
        Optional<String> additionalData,
        Instant createdAt,
        Instant expiresAt) {}
