package io.terrateam.terratunnel.control.session;

import io.terrateam.terratunnel.control.account.User;
import java.time.Instant;

/// Somebody who is signed in with a browser.
///
/// @param id known to the browser alone; the database has its hash
public record Session(OpaqueToken id, User user, Instant createdAt, Instant expiresAt) {}
