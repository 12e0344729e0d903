package io.terrateam.terratunnel.control.web.home;

import io.terrateam.terratunnel.control.apikey.ApiKeys;
import io.terrateam.terratunnel.control.live.LiveConnection;
import io.terrateam.terratunnel.control.live.LiveTunnels;
import io.terrateam.terratunnel.control.live.TunnelUse;
import io.terrateam.terratunnel.control.store.ApiKeyRow;
import io.terrateam.terratunnel.control.store.TunnelTable;
import io.terrateam.terratunnel.control.web.page.Moment;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Joins what is stored of tunnels with what is going on there.
///
/// Thread: may block.
public final class TunnelCards {
    private final ApiKeys keys;
    private final LiveTunnels live;
    private final Addresses addresses;
    private final Clock clock;

    /// @param live what is connected
    public TunnelCards(ApiKeys keys, LiveTunnels live, Addresses addresses, Clock clock) {
        this.keys = keys;
        this.live = live;
        this.addresses = addresses;
        this.clock = clock;
    }

    /// The cards of some tunnels; asks the database once for each of their owners.
    ///
    /// @param recent how many requests each shows
    public List<TunnelCard> of(List<TunnelTable.Details> tunnels, int recent) {
        List<String> names = tunnels.stream().map(TunnelCards::name).toList();
        Map<String, TunnelUse> use = live.use(names);
        List<LiveConnection> connections = names.isEmpty() ? List.of() : live.connections();
        Map<Long, ApiKeyRow> active = activeKeys(tunnels);
        return tunnels.stream()
                .map(each ->
                        card(
                                each,
                                Optional.ofNullable(active.get(each.tunnel().id())),
                                connections,
                                use,
                                recent))
                .toList();
    }

    private Map<Long, ApiKeyRow> activeKeys(List<TunnelTable.Details> tunnels) {
        Map<Long, ApiKeyRow> active = new HashMap<>();
        tunnels.stream()
                .map(each -> each.tunnel().userId())
                .distinct()
                .flatMap(owner -> keys.listOfUser(owner).stream())
                .filter(ApiKeyRow::active)
                .forEach(key -> key.tunnel().ifPresent(tunnel -> active.put(tunnel.id(), key)));
        return active;
    }

    private static String name(TunnelTable.Details tunnel) {
        return tunnel.tunnel().subdomain().toLowerCase(Locale.ROOT);
    }

    private TunnelCard card(
            TunnelTable.Details details,
            Optional<ApiKeyRow> key,
            List<LiveConnection> connections,
            Map<String, TunnelUse> uses,
            int recent) {
        Instant now = clock.instant();
        String name = name(details);
        List<TunnelCard.LinkLine> links =
                connections.stream()
                        .filter(each -> each.tunnel().equals(name))
                        .map(each -> link(each, now))
                        .toList();
        TunnelUse use = uses.getOrDefault(name, TunnelUse.NONE);
        return new TunnelCard(
                details.tunnel().id(),
                name,
                displayName(details, name),
                addresses.tunnelUrl(name),
                state(details, links),
                key.map(row -> KeyLine.of(row, now)).orElse(null),
                links,
                use.requests(),
                use.failures(),
                use.recent().stream()
                        .limit(recent)
                        .map(request -> RequestLine.of(request, now))
                        .toList(),
                addresses.connectCommand(),
                addresses.loginCommand());
    }

    /// Names that were made up, here or by the Python original, say nothing that the name does not.
    private static String displayName(TunnelTable.Details details, String name) {
        String given = details.displayName();
        boolean isMadeUp =
                given.isBlank() || given.equals("Default tunnel") || given.equals("Tunnel " + name);
        return isMadeUp ? name : given;
    }

    private static TunnelCard.State state(
            TunnelTable.Details details, List<TunnelCard.LinkLine> links) {
        if (!details.tunnel().active()) {
            return TunnelCard.State.DISABLED;
        }
        return links.isEmpty() ? TunnelCard.State.NOT_CONNECTED : TunnelCard.State.CONNECTED;
    }

    private static TunnelCard.LinkLine link(LiveConnection link, Instant now) {
        return new TunnelCard.LinkLine(
                link.address(), link.localEndpoint(), new Moment(link.since(), now));
    }

    /// All keys of a tunnel, newest first.
    List<KeyLine> keysOf(long tunnelId) {
        Instant now = clock.instant();
        return keys.listOfTunnel(tunnelId).stream().map(key -> KeyLine.of(key, now)).toList();
    }
}
