package io.terrateam.terratunnel.control.web.login;

import java.util.List;
import java.util.Map;

/// What the page shows where a user agrees that a program gets a key.
///
/// @param asker who asks
/// @param machine what it calls the machine, may be empty
/// @param isCommandLine whether it is `terratunnel login`
/// @param goesTo where the answer goes
/// @param isLocal whether that is the user's own machine
/// @param username who would agree
/// @param tunnels what the key may be for; may be empty
/// @param fields what comes along unseen
public record ApprovalPage(
        String asker,
        String machine,
        boolean isCommandLine,
        String goesTo,
        boolean isLocal,
        String username,
        List<Choice> tunnels,
        Map<String, String> fields) {
    /// Copies the list.
    public ApprovalPage {
        tunnels = List.copyOf(tunnels);
    }

    /// A tunnel that the key may be for.
    ///
    /// @param label its name, and what its owner calls it
    /// @param hasKey whether it has a key, which ends then
    /// @param isChosen whether it is proposed
    public record Choice(long id, String label, boolean hasKey, boolean isChosen) {}
}
