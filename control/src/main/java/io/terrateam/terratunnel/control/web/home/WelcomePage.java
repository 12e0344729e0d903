package io.terrateam.terratunnel.control.web.home;

import java.util.List;

/// The start page of whoever is not signed in.
///
/// @param domain what tunnels' names are under
/// @param buttons ways to sign in
/// @param loginCommand signs a client in
/// @param connectCommand opens a tunnel afterwards
public record WelcomePage(
        String domain, List<LoginButton> buttons, String loginCommand, String connectCommand) {
    /// Copies the list.
    public WelcomePage {
        buttons = List.copyOf(buttons);
    }
}
