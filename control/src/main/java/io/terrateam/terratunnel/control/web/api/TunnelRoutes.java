package io.terrateam.terratunnel.control.web.api;

import io.terrateam.terratunnel.control.apikey.Scope;
import io.terrateam.terratunnel.control.live.LiveConnection;
import io.terrateam.terratunnel.control.live.LiveTunnels;
import io.terrateam.terratunnel.control.live.TunnelUse;
import io.terrateam.terratunnel.control.reservation.Tunnels;
import io.terrateam.terratunnel.control.store.TunnelTable;
import io.terrateam.terratunnel.control.web.Access;
import io.terrateam.terratunnel.control.web.Answer;
import io.terrateam.terratunnel.control.web.Call;
import io.terrateam.terratunnel.control.web.Json;
import io.terrateam.terratunnel.control.web.KeyCaller;
import io.terrateam.terratunnel.control.web.Refusal;
import io.terrateam.terratunnel.control.web.Route;
import io.terrateam.terratunnel.control.web.home.Addresses;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A user's tunnels and what is going on in them.
final class TunnelRoutes {
    private final Tunnels tunnels;
    private final LiveTunnels live;
    private final Addresses addresses;

    TunnelRoutes(Tunnels tunnels, LiveTunnels live, Addresses addresses) {
        this.tunnels = tunnels;
        this.live = live;
        this.addresses = addresses;
    }

    List<Route> routes() {
        return List.of(
                Route.api("GET", "/api/v1/tunnels", Access.API_KEY, this::list),
                Route.api("GET", "/api/v1/tunnels/{tunnel_id}", Access.API_KEY, this::one));
    }

    private Answer list(Call call) {
        KeyCaller caller = Permission.require(call, Scope.READ);
        Json list = Json.list();
        describe(tunnels.list(caller.user().id()), false).forEach(list::add);
        return Answer.json(200, Json.object().put("tunnels", list).toString());
    }

    private Answer one(Call call) {
        KeyCaller caller = Permission.require(call, Scope.READ);
        TunnelTable.Details tunnel =
                tunnels.find(call.id("tunnel_id"))
                        .filter(found -> found.tunnel().userId() == caller.user().id())
                        .orElseThrow(() -> new Refusal(404, "Not found"));
        return Answer.json(200, describe(List.of(tunnel), true).getFirst().toString());
    }

    private List<Json> describe(List<TunnelTable.Details> some, boolean withRequests) {
        Map<String, TunnelUse> use = live.use(some.stream().map(TunnelRoutes::name).toList());
        List<LiveConnection> connections = some.isEmpty() ? List.of() : live.connections();
        return some.stream()
                .map(tunnel -> {
                    TunnelUse used = use.getOrDefault(name(tunnel), TunnelUse.NONE);
                    Json json = json(tunnel, connections, used);
                    return withRequests ? json.put("recent_requests", requests(used)) : json;
                })
                .toList();
    }

    private Json json(TunnelTable.Details tunnel, List<LiveConnection> connections, TunnelUse use) {
        String name = name(tunnel);
        Json links = Json.list();
        connections.stream()
                .filter(link -> link.tunnel().equals(name))
                .forEach(link -> links.add(json(link)));
        return Json.object()
                .put("id", tunnel.tunnel().id())
                .put("name", name)
                .put("url", addresses.tunnelUrl(name))
                .put("display_name", tunnel.displayName())
                .put("is_active", tunnel.tunnel().active())
                .put("created_at", time(tunnel.createdAt()))
                .put("connections", links)
                .put("requests", use.requests())
                .put("errors", use.failures())
                .put("running", use.open());
    }

    private static Json json(LiveConnection link) {
        return Json.object()
                .put("id", link.linkId())
                .put("since", time(link.since()))
                .put("address", link.address())
                .put("user_agent", link.userAgent())
                .put("local_endpoint", link.localEndpoint())
                .put("version", link.version());
    }

    private static Json requests(TunnelUse use) {
        Json list = Json.list();
        for (TunnelUse.Request request : use.recent()) {
            list.add(
                    Json.object()
                            .put("ended_at", time(request.endedAt()))
                            .put("method", request.method())
                            .put("path", request.path())
                            .put("status", request.status() == 0 ? null : request.status())
                            .put("error", request.failure().isEmpty() ? null : request.failure())
                            .put("duration_ms", request.lasted().toMillis()));
        }
        return list;
    }

    private static String name(TunnelTable.Details tunnel) {
        return tunnel.tunnel().subdomain().toLowerCase(Locale.ROOT);
    }

    private static String time(Instant at) {
        return at.truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
