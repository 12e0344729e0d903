package io.terrateam.terratunnel.control.account;

import java.time.Instant;
import java.util.Optional;

/// Somebody who has signed in at least once.
///
/// @param id their row
/// @param provider who knows them: `github`, `gitlab`, or `local` for the command line
/// @param providerUserId what the provider knows them by, for ever
/// @param username their login name at the provider, for display only: it may change hands
/// @param email where the provider told it
/// @param name where the provider told it
/// @param active whether they may sign in and serve tunnels
/// @param admin whether they may do everything
/// @param createdAt when they first signed in
public record User(
        long id,
        String provider,
        String providerUserId,
        String username,
        Optional<String> email,
        Optional<String> name,
        boolean active,
        boolean admin,
        Instant createdAt) {}
