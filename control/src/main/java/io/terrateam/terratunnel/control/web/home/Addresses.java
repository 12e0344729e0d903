package io.terrateam.terratunnel.control.web.home;

import io.terrateam.terratunnel.control.reservation.TunnelUrls;
import io.terrateam.terratunnel.control.session.BrowserCookie;
import java.net.URI;
import java.util.Locale;

/// Addresses and commands that people copy; all of them come from the configured public URL, never
/// from what a request says.
///
/// @param publicUrl where browsers find the server's own pages
/// @param tunnels where tunnels are for visitors
public record Addresses(URI publicUrl, TunnelUrls tunnels) {
    private static final String LOCAL = "http://localhost:3000";

    /// The cookie that carries sessions.
    public BrowserCookie cookie() {
        return new BrowserCookie("auth_token", publicUrl.getScheme().equals("https"));
    }

    /// What tunnels' names are under.
    String domain() {
        return tunnels.domain();
    }

    /// Where visitors find a tunnel.
    public String tunnelUrl(String name) {
        return tunnels.url(name.toLowerCase(Locale.ROOT));
    }

    /// Where clients connect to.
    private String serverUrl() {
        return (publicUrl.getScheme().equals("https") ? "wss://" : "ws://")
                + publicUrl.getRawAuthority();
    }

    /// Connects with a key that the machine knows.
    String connectCommand() {
        return "terratunnel client --server-url " + serverUrl() + " --local-endpoint " + LOCAL;
    }

    /// Connects with a key that was made just now.
    String connectCommand(String key) {
        return "TERRATUNNEL_API_KEY=" + key + " " + connectCommand();
    }

    /// Gets the machine a key.
    String loginCommand() {
        return "terratunnel login --server-url " + serverUrl();
    }
}
