package io.terrateam.terratunnel.edge.visitor;

import io.terrateam.terratunnel.edge.directory.Directory;
import io.terrateam.terratunnel.edge.directory.Tunnel;
import io.terrateam.terratunnel.protocol.TunnelName;
import io.terrateam.terratunnel.protocol.http.Authority;
import java.util.Optional;

/// Where a host leads.
///
/// Thread: any.
final class HostRouter {

    /// What became of the host that a visitor asked for.
    sealed interface Route {
        /// A tunnel that is live, or was lately.
        record ToTunnel(Tunnel tunnel) implements Route {}

        /// A name under our domain that the directory does not know: somebody may own it.
        record Unserved(TunnelName name) implements Route {}

        /// Under our domain, but nothing that could be a tunnel.
        record NoTunnel() implements Route {}

        /// The server's own host.
        record ToControl() implements Route {}

        /// Not our domain.
        record Foreign() implements Route {}
    }

    private static final Route TO_CONTROL = new Route.ToControl();
    private static final Route FOREIGN = new Route.Foreign();
    private static final Route NO_TUNNEL = new Route.NoTunnel();

    private final Directory directory;
    private final String domain;
    private final String domainSuffix;

    /// Routes hosts under `domain`.
    HostRouter(Directory directory, Authority domain) {
        this.directory = directory;
        this.domain = domain.host();
        this.domainSuffix = "." + domain.host();
    }

    /// Where this host leads. Its port does not matter: proxies in front change it.
    Route route(Authority authority) {
        String host = authority.host();
        if (host.equals(domain)) {
            return TO_CONTROL;
        }
        if (!host.endsWith(domainSuffix)) {
            return FOREIGN;
        }
        String label = host.substring(0, host.length() - domainSuffix.length());
        Optional<Tunnel> live = directory.find(label);
        if (live.isPresent()) {
            return new Route.ToTunnel(live.get());
        }
        Optional<TunnelName> name = TunnelName.parse(label);
        return name.isPresent() ? new Route.Unserved(name.get()) : NO_TUNNEL;
    }
}
