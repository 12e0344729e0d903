package io.terrateam.terratunnel.control;

import io.terrateam.terratunnel.control.web.Access;
import io.terrateam.terratunnel.control.web.Answer;
import io.terrateam.terratunnel.control.web.Guard;
import io.terrateam.terratunnel.control.web.Identities;
import io.terrateam.terratunnel.control.web.Route;
import io.terrateam.terratunnel.control.web.RouteTable;
import io.terrateam.terratunnel.control.web.WebApplication;
import io.terrateam.terratunnel.control.web.page.Assets;
import io.terrateam.terratunnel.control.web.page.ErrorPage;
import io.terrateam.terratunnel.control.web.page.Templates;
import java.util.ArrayList;
import java.util.List;

/// The control plane, put together.
public final class ControlPlane {
    private ControlPlane() {}

    /// The pages and the API of the server's own host.
    ///
    /// @param identities tells who is behind a request
    /// @param ownOrigin scheme, host and port of the own host, as browsers write them
    public static WebApplication web(Identities identities, String ownOrigin) {
        Assets assets = new Assets();
        Templates templates = new Templates(assets);
        List<Route> routes = new ArrayList<>();
        routes.add(assets.route());
        routes.add(
                Route.page(
                        "GET",
                        "/",
                        Access.PUBLIC,
                        call ->
                                Answer.html(
                                        200,
                                        templates.page(
                                                "home.jte",
                                                "Home",
                                                call.visitor(),
                                                "This server gives local applications a public URL."))));
        return new WebApplication(
                new RouteTable(routes),
                new Guard(identities, ownOrigin),
                ErrorPage.drawnBy(templates));
    }
}
