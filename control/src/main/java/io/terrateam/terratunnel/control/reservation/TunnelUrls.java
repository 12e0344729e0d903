package io.terrateam.terratunnel.control.reservation;

/// Where tunnels are for visitors.
///
/// @param scheme how public URLs begin: `http` or `https`
/// @param domain what stands behind a tunnel's name, with its port where visitors need one
public record TunnelUrls(String scheme, String domain) {

    /// A tunnel's host, such as `brave-amber-otter.tunnel.example.com`.
    public String host(String name) {
        return name + "." + domain;
    }

    /// A tunnel's URL, such as `https://brave-amber-otter.tunnel.example.com`.
    public String url(String name) {
        return scheme + "://" + host(name);
    }
}
