package io.terrateam.terratunnel.control.web.home;

import io.terrateam.terratunnel.control.apikey.ApiKeys;
import io.terrateam.terratunnel.control.apikey.IssuedKey;
import io.terrateam.terratunnel.control.apikey.KeyRequest;
import io.terrateam.terratunnel.control.apikey.Scope;
import io.terrateam.terratunnel.control.store.TunnelTable;
import io.terrateam.terratunnel.control.web.Access;
import io.terrateam.terratunnel.control.web.Answer;
import io.terrateam.terratunnel.control.web.Call;
import io.terrateam.terratunnel.control.web.Refusal;
import io.terrateam.terratunnel.control.web.Route;
import io.terrateam.terratunnel.control.web.page.Frame;
import io.terrateam.terratunnel.control.web.page.Moment;
import io.terrateam.terratunnel.control.web.page.Templates;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Making and ending the keys of one's tunnels.
public final class KeyPages {
    private static final int MAX_DAYS = 3650;

    private final Templates templates;
    private final ApiKeys keys;
    private final OwnTunnels own;
    private final TunnelCards cards;
    private final Addresses addresses;
    private final Clock clock;

    KeyPages(
            Templates templates,
            ApiKeys keys,
            OwnTunnels own,
            TunnelCards cards,
            Addresses addresses,
            Clock clock) {
        this.templates = templates;
        this.keys = keys;
        this.own = own;
        this.cards = cards;
        this.addresses = addresses;
        this.clock = clock;
    }

    List<Route> routes() {
        String tunnel = "/tunnels/{tunnel_id}/keys";
        return List.of(
                Route.page("GET", tunnel + "/new", Access.SIGNED_IN, this::form),
                Route.page("POST", tunnel + "/generate", Access.SIGNED_IN, this::generate),
                Route.page("POST", tunnel + "/{key_id}/revoke", Access.SIGNED_IN, this::revoke));
    }

    private Answer form(Call call) {
        TunnelCard card = card(own.find(call));
        return templates.page(
                "key_new.jte",
                templates.frame(
                        card.hasKey() ? "Rotate the key" : "Make a key",
                        Frame.Section.TUNNELS,
                        call.visitor()),
                new KeyForm(card));
    }

    private Answer generate(Call call) {
        TunnelTable.Details tunnel = own.find(call);
        IssuedKey issued =
                keys.rotate(tunnel.tunnel().id(), request(call), call.actor())
                        .orElseThrow(() -> new Refusal(404, "Tunnel not found"));
        String key = issued.text().reveal();
        Instant now = clock.instant();
        return templates.page(
                "key_made.jte",
                templates.frame("Your new key", Frame.Section.TUNNELS, call.visitor()),
                new KeyMade(
                        card(tunnel),
                        key,
                        addresses.connectCommand(key),
                        issued.row().expiresAt().map(at -> new Moment(at, now)).orElse(null)));
    }

    private KeyRequest request(Call call) {
        int days = call.form().number("days", 0, 1, MAX_DAYS);
        Optional<Instant> expiresAt =
                days == 0
                        ? Optional.empty()
                        : Optional.of(clock.instant().plus(Duration.ofDays(days)));
        try {
            return new KeyRequest(call.form().text("name"), Scope.ALL, expiresAt);
        } catch (IllegalArgumentException e) {
            throw new Refusal(422, String.valueOf(e.getMessage()));
        }
    }

    private Answer revoke(Call call) {
        long tunnelId = own.find(call).tunnel().id();
        long keyId = call.id("key_id");
        boolean isOfTunnel =
                keys.listOfTunnel(tunnelId).stream().anyMatch(key -> key.id() == keyId);
        if (!isOfTunnel) {
            throw new Refusal(404, "API key not found");
        }
        keys.revoke(keyId, call.actor());
        return Answer.redirect("/tunnels/" + tunnelId);
    }

    private TunnelCard card(TunnelTable.Details tunnel) {
        return cards.of(List.of(tunnel), 0).getFirst();
    }
}
