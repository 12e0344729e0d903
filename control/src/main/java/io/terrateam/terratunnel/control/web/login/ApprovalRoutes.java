package io.terrateam.terratunnel.control.web.login;

import io.terrateam.terratunnel.control.account.User;
import io.terrateam.terratunnel.control.login.Origin;
import io.terrateam.terratunnel.control.login.handover.HandoverRequest;
import io.terrateam.terratunnel.control.login.handover.HandoverRequest.Client;
import io.terrateam.terratunnel.control.login.handover.HandoverRequests;
import io.terrateam.terratunnel.control.store.ApiKeyRow;
import io.terrateam.terratunnel.control.store.TunnelTable;
import io.terrateam.terratunnel.control.web.Access;
import io.terrateam.terratunnel.control.web.Answer;
import io.terrateam.terratunnel.control.web.Call;
import io.terrateam.terratunnel.control.web.ContentPolicy;
import io.terrateam.terratunnel.control.web.Parameters;
import io.terrateam.terratunnel.control.web.Refusal;
import io.terrateam.terratunnel.control.web.Route;
import io.terrateam.terratunnel.control.web.page.Frame;
import io.terrateam.terratunnel.control.web.page.Templates;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Where a user agrees that a program gets a key. Any page or program can send a browser here; only
/// the user's own click, on this page, gives anything away.
final class ApprovalRoutes {
    private final LoginServices services;
    private final Templates templates;

    ApprovalRoutes(LoginServices services, Templates templates) {
        this.services = services;
        this.templates = templates;
    }

    List<Route> routes() {
        return List.of(
                Route.page("GET", HandoverRequests.PAGE, Access.SIGNED_IN, this::ask),
                Route.page("POST", HandoverRequests.PAGE, Access.SIGNED_IN, this::decide));
    }

    private Answer ask(Call call) {
        HandoverRequest request = request(call.query());
        User user = call.signedIn().user();
        Origin goesTo = origin(request);
        Answer page =
                templates.page(
                        "approve.jte",
                        templates.frame("A key is asked for", Frame.Section.NONE, call.visitor()),
                        new ApprovalPage(
                                request.client().label(),
                                request.name(),
                                request.client() == Client.CLI,
                                goesTo.toString(),
                                goesTo.isLoopback(),
                                user.username(),
                                choices(user),
                                HandoverRequests.fields(request)));
        // Browsers hold a form to this policy where its answer leads elsewhere, too.
        return Openers.kept(page)
                .with("Content-Security-Policy", ContentPolicy.withFormsTo(goesTo.toString()));
    }

    private Answer decide(Call call) {
        HandoverRequest request = request(call.form());
        if (!call.form().value("answer").filter("yes"::equals).isPresent()) {
            return Openers.kept(elsewhere(services.handover().decline(request)));
        }
        User user = call.signedIn().user();
        long tunnel = tunnel(call, user);
        URI uri =
                services.handover()
                        .agree(request, user, tunnel, call.actor())
                        .orElseThrow(() -> new Refusal(404, "Tunnel not found"));
        return Openers.kept(elsewhere(uri));
    }

    /// The browser goes there with a GET, whatever it came with.
    private static Answer elsewhere(URI uri) {
        return Answer.empty(303).with("Location", uri.toString());
    }

    private long tunnel(Call call, User user) {
        Optional<String> chosen = call.form().text("tunnel_id");
        if (chosen.isEmpty()) {
            return services.tunnels()
                    .create(user.id(), false, Optional.empty(), call.actor())
                    .tunnel()
                    .tunnel()
                    .id();
        }
        try {
            return Long.parseLong(chosen.get());
        } catch (NumberFormatException e) {
            throw new Refusal(404, "Tunnel not found");
        }
    }

    private List<ApprovalPage.Choice> choices(User user) {
        List<TunnelTable.Details> own = services.tunnels().list(user.id());
        List<ApprovalPage.Choice> choices = new ArrayList<>();
        for (TunnelTable.Details each : own.reversed()) {
            String name = each.tunnel().subdomain();
            boolean isNamed =
                    !each.displayName().isBlank() && !each.displayName().equals("Tunnel " + name);
            choices.add(
                    new ApprovalPage.Choice(
                            each.tunnel().id(),
                            isNamed ? name + " (" + each.displayName() + ")" : name,
                            services.keys().listOfTunnel(each.tunnel().id()).stream()
                                    .anyMatch(ApiKeyRow::active),
                            choices.isEmpty()));
        }
        return choices;
    }

    private HandoverRequest request(Parameters from) {
        try {
            return services.requests().read(from::value);
        } catch (IllegalArgumentException e) {
            throw new Refusal(400, String.valueOf(e.getMessage()));
        }
    }

    private static Origin origin(HandoverRequest request) {
        return Origin.of(request.caller().redirectUri())
                .orElseThrow(() -> new Refusal(400, "redirect_uri has no origin"));
    }
}
