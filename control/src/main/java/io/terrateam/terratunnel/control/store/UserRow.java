package io.terrateam.terratunnel.control.store;

import java.time.Instant;
import java.util.Optional;

/// Somebody who can own names and keys.
///
/// @param provider who vouches for them: `github`, `gitlab`, or `local` for the operator
/// @param providerUserId what the provider knows them by; never changes
/// @param username their login name there when they last signed in
/// @param oldSubdomain the name that early versions of the Python original gave to users
/// @param active whether they may sign in and their keys are good
public record UserRow(
        long id,
        String provider,
        String providerUserId,
        String username,
        Optional<String> email,
        Optional<String> name,
        Optional<String> avatarUrl,
        Optional<String> oldSubdomain,
        boolean active,
        Instant createdAt,
        Instant updatedAt) {}
