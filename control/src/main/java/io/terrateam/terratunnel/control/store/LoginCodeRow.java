package io.terrateam.terratunnel.control.store;

import java.time.Instant;

/// A code that its holder can exchange once for what it stands for.
///
/// @param codeHash SHA-256 of the code in hex
/// @param purpose what it is exchanged for
/// @param challenge PKCE's challenge, whose secret half must come with the code
/// @param redirectUri where the code was sent
/// @param data what else the exchange needs to know
public record LoginCodeRow(
        String codeHash,
        long userId,
        String purpose,
        String challenge,
        String redirectUri,
        String data,
        Instant expiresAt) {}
