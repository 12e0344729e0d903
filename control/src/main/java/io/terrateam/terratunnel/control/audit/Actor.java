package io.terrateam.terratunnel.control.audit;

import java.util.Optional;

/// Who does something, and from where, as far as the server knows.
///
/// @param userId their account; empty for whoever runs the server's own commands
/// @param username their login name at this time
/// @param peerAddress where the request came from, may be empty
/// @param userAgent what their program calls itself, may be empty; never to be trusted
public record Actor(Optional<Long> userId, String username, String peerAddress, String userAgent) {

    /// Whoever can run commands on the server's machine.
    public static final Actor OPERATOR = new Actor(Optional.empty(), "operator", "", "");

    /// The server by itself.
    public static final Actor SERVER = new Actor(Optional.empty(), "server", "", "");
}
