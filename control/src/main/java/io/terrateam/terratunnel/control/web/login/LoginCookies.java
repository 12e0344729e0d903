package io.terrateam.terratunnel.control.web.login;

import io.terrateam.terratunnel.control.session.BrowserCookie;

/// The cookies of the own host.
///
/// @param session carries who is signed in
/// @param login binds a sign-in to the browser that began it
public record LoginCookies(BrowserCookie session, BrowserCookie login) {

    /// Those of a server.
    ///
    /// @param isSecure whether browsers reach the server over TLS
    public static LoginCookies of(boolean isSecure) {
        return new LoginCookies(
                new BrowserCookie("auth_token", isSecure), new BrowserCookie("tt_login", isSecure));
    }
}
