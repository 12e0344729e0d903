package io.terrateam.terratunnel.control.web.home;

import io.terrateam.terratunnel.control.reservation.NameTakenException;
import io.terrateam.terratunnel.control.reservation.Tunnels;
import io.terrateam.terratunnel.control.store.ReleasedNameTable;
import io.terrateam.terratunnel.control.store.TunnelTable;
import io.terrateam.terratunnel.control.web.Access;
import io.terrateam.terratunnel.control.web.Answer;
import io.terrateam.terratunnel.control.web.Call;
import io.terrateam.terratunnel.control.web.Refusal;
import io.terrateam.terratunnel.control.web.Route;
import io.terrateam.terratunnel.control.web.page.Confirmation;
import io.terrateam.terratunnel.control.web.page.Frame;
import io.terrateam.terratunnel.control.web.page.LivePart;
import io.terrateam.terratunnel.control.web.page.Templates;
import io.terrateam.terratunnel.protocol.TunnelName;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Making, naming, switching off and giving up one's tunnels.
public final class TunnelPages {
    private static final int RECENT = 20;

    private final Templates templates;
    private final Tunnels tunnels;
    private final OwnTunnels own;
    private final TunnelCards cards;

    TunnelPages(Templates templates, Tunnels tunnels, OwnTunnels own, TunnelCards cards) {
        this.templates = templates;
        this.tunnels = tunnels;
        this.own = own;
        this.cards = cards;
    }

    List<Route> routes() {
        return List.of(
                Route.page("GET", "/tunnels/new", Access.SIGNED_IN, this::form),
                Route.page("POST", "/tunnels/create", Access.SIGNED_IN, this::create),
                Route.page("GET", "/tunnels/{tunnel_id}", Access.SIGNED_IN, this::show),
                Route.api("GET", "/live/tunnels/{tunnel_id}", Access.SIGNED_IN, this::live),
                Route.page("POST", "/tunnels/{tunnel_id}/rename", Access.SIGNED_IN, this::rename),
                Route.page(
                        "POST",
                        "/tunnels/{tunnel_id}/disable",
                        Access.SIGNED_IN,
                        call -> setActive(call, false)),
                Route.page(
                        "POST",
                        "/tunnels/{tunnel_id}/enable",
                        Access.SIGNED_IN,
                        call -> setActive(call, true)),
                Route.page("GET", "/tunnels/{tunnel_id}/delete", Access.SIGNED_IN, this::confirm),
                Route.page("POST", "/tunnels/{tunnel_id}/delete", Access.SIGNED_IN, this::delete));
    }

    private Answer form(Call call) {
        refuseSecond(call);
        List<String> resting =
                tunnels.restingNames(call.signedIn().user().id()).stream()
                        .map(ReleasedNameTable.Row::name)
                        .toList();
        return templates.page(
                "tunnel_new.jte",
                templates.frame("New tunnel", Frame.Section.TUNNELS, call.visitor()),
                new TunnelForm(resting));
    }

    private Answer create(Call call) {
        refuseSecond(call);
        Optional<String> wanted = call.form().text("wanted");
        Optional<TunnelName> name = wanted.flatMap(TunnelName::parse);
        if (wanted.isPresent() && name.isEmpty()) {
            throw new Refusal(422, "That is no name of a tunnel.");
        }
        try {
            Tunnels.Created created =
                    tunnels.create(
                            call.signedIn().user().id(),
                            call.signedIn().user().admin(),
                            name,
                            call.actor());
            return Answer.redirect("/?tunnel_created=" + created.tunnel().tunnel().subdomain());
        } catch (NameTakenException e) {
            throw new Refusal(409, String.valueOf(e.getMessage()));
        }
    }

    private void refuseSecond(Call call) {
        if (!call.signedIn().user().admin()
                && !tunnels.list(call.signedIn().user().id()).isEmpty()) {
            throw new Refusal(403, "Only administrators can create new tunnels");
        }
    }

    private Answer show(Call call) {
        TunnelTable.Details tunnel = own.find(call);
        TunnelCard card = cards.of(List.of(tunnel), RECENT).getFirst();
        return templates.page(
                "tunnel.jte",
                templates.frame(card.displayName(), Frame.Section.TUNNELS, call.visitor()),
                new TunnelPage(card, cards.keysOf(card.id())));
    }

    private Answer live(Call call) {
        TunnelCard card = cards.of(List.of(own.find(call)), RECENT).getFirst();
        return LivePart.answer(
                call, templates.draw("part/tunnel_live.jte", Map.of("tunnel", card)));
    }

    private Answer rename(Call call) {
        long id = own.find(call).tunnel().id();
        String name =
                call.form().text("name").orElseThrow(() -> new Refusal(422, "A name is missing."));
        try {
            tunnels.rename(id, name, call.actor());
        } catch (IllegalArgumentException e) {
            throw new Refusal(422, String.valueOf(e.getMessage()));
        }
        return Answer.redirect("/tunnels/" + id);
    }

    private Answer setActive(Call call, boolean active) {
        long id = own.find(call).tunnel().id();
        tunnels.setActive(id, active, call.actor());
        return Answer.redirect("/tunnels/" + id);
    }

    private Answer confirm(Call call) {
        TunnelTable.Details tunnel = own.find(call);
        String path = "/tunnels/" + tunnel.tunnel().id();
        return templates.page(
                "confirm.jte",
                templates.frame("Delete a tunnel", Frame.Section.TUNNELS, call.visitor()),
                new Confirmation(
                        "Delete the tunnel " + tunnel.tunnel().subdomain() + "?",
                        "Its address stops working at once.",
                        List.of(
                                "Its keys end, and so does whoever is connected with them.",
                                "The name is kept for you for a while, then anyone may get it.",
                                "Webhooks that point to it have to be set up again."),
                        path + "/delete",
                        "Delete tunnel",
                        path));
    }

    private Answer delete(Call call) {
        tunnels.delete(own.find(call).tunnel().id(), call.actor());
        return Answer.redirect("/");
    }
}
