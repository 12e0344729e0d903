package io.terrateam.terratunnel.control.store;

import java.time.Instant;
import java.util.Optional;

/// A key about to be stored.
///
/// @param hash SHA-256 of the key in hex
/// @param prefix the first characters of the key, to tell keys apart
public record NewApiKey(
        TunnelRow tunnel,
        String hash,
        String prefix,
        Optional<String> name,
        Instant createdAt,
        Optional<Instant> expiresAt) {}
