package io.terrateam.terratunnel.control.web.api;

import io.terrateam.terratunnel.control.apikey.ApiKeys;
import io.terrateam.terratunnel.control.live.LiveTunnels;
import io.terrateam.terratunnel.control.reservation.Tunnels;
import io.terrateam.terratunnel.control.web.Route;
import io.terrateam.terratunnel.control.web.home.Addresses;
import java.util.List;
import java.util.stream.Stream;

/// What the API for keys works with.
///
/// @param live what is connected
/// @param addresses where tunnels are for visitors
public record ApiServices(Tunnels tunnels, ApiKeys keys, LiveTunnels live, Addresses addresses) {

    /// Its routes.
    public List<Route> routes() {
        return Stream.concat(
                        new KeyRoutes(keys).routes().stream(),
                        new TunnelRoutes(tunnels, live, addresses).routes().stream())
                .toList();
    }
}
