package io.terrateam.terratunnel.control.apikey;

import io.terrateam.terratunnel.protocol.TunnelName;
import java.time.Instant;
import java.util.Optional;

/// What became of a key that somebody presented.
public sealed interface KeyVerdict {

    /// It may serve `name`.
    record Valid(long keyId, long userId, long tunnelId, TunnelName name) implements KeyVerdict {}

    /// It can't be one of ours: its checksum is wrong.
    record Mistyped() implements KeyVerdict {}

    /// Nobody has it.
    record Unknown() implements KeyVerdict {}

    /// Somebody ended it.
    ///
    /// @param at when, where that is known
    /// @param by whose login name, may be empty
    record Revoked(Optional<Instant> at, String by) implements KeyVerdict {}

    /// A newer key of its tunnel took its place.
    ///
    /// @param at when, where that is known
    /// @param by the login name of whoever made the newer one, may be empty
    record Replaced(Optional<Instant> at, String by) implements KeyVerdict {}

    /// Its time is over.
    record Expired() implements KeyVerdict {}

    /// It may not open tunnels.
    record WrongScope() implements KeyVerdict {}

    /// Its user is shut out.
    record UserDisabled() implements KeyVerdict {}

    /// Its tunnel is switched off.
    record TunnelDisabled() implements KeyVerdict {}

    /// It leads to no tunnel, or to one whose name is none that can be served.
    record NoTunnel() implements KeyVerdict {}
}
