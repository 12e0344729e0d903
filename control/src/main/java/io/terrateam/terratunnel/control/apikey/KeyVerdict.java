package io.terrateam.terratunnel.control.apikey;

import io.terrateam.terratunnel.protocol.TunnelName;

/// What became of a key that somebody presented.
public sealed interface KeyVerdict {

    /// It may serve `name`.
    record Valid(long keyId, long userId, long tunnelId, TunnelName name) implements KeyVerdict {}

    /// It can't be one of ours: its checksum is wrong.
    record Mistyped() implements KeyVerdict {}

    /// Nobody has it.
    record Unknown() implements KeyVerdict {}

    /// Somebody ended it.
    record Revoked() implements KeyVerdict {}

    /// A newer key of its tunnel took its place.
    record Replaced() implements KeyVerdict {}

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
