package io.terrateam.terratunnel.control.web.home;

import java.util.List;

/// The login page.
///
/// @param buttons one for each provider; none if nobody can sign in
/// @param callbackUrls what the operator has to register, one a line
public record LoginPage(List<LoginButton> buttons, String callbackUrls) {
    /// Copies the list.
    public LoginPage {
        buttons = List.copyOf(buttons);
    }
}
