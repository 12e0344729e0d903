package io.terrateam.terratunnel.control.web.home;

import io.terrateam.terratunnel.control.login.LoginConfig;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The ways to sign in that this server offers.
final class LoginOffers {
    private final LoginConfig config;
    private final Addresses addresses;

    LoginOffers(LoginConfig config, Addresses addresses) {
        this.config = config;
        this.addresses = addresses;
    }

    /// A button for each provider.
    ///
    /// @param next where to go afterwards, judged by whoever ends the login
    List<LoginButton> buttons(String next) {
        List<LoginButton> buttons = new ArrayList<>();
        config.github().ifPresent(app -> buttons.add(button("github", "GitHub", next, true)));
        config.gitlab()
                .ifPresent(app -> buttons.add(button("gitlab", "GitLab", next, buttons.isEmpty())));
        return buttons;
    }

    private static LoginButton button(String provider, String label, String next, boolean first) {
        String back =
                next.equals("/")
                        ? ""
                        : "?redirect_uri=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
        return new LoginButton(provider, label, "/auth/" + provider + back, first);
    }

    /// What the operator has to register at the providers.
    String callbackUrls() {
        return addresses.publicUrl()
                + "/auth/github/callback\n"
                + addresses.publicUrl()
                + "/auth/gitlab/callback";
    }
}
