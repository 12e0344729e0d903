package io.terrateam.terratunnel.control.web.home;

import io.terrateam.terratunnel.control.web.Access;
import io.terrateam.terratunnel.control.web.Answer;
import io.terrateam.terratunnel.control.web.Call;
import io.terrateam.terratunnel.control.web.Route;
import io.terrateam.terratunnel.control.web.page.Frame;
import io.terrateam.terratunnel.control.web.page.Templates;
import java.util.List;
import java.util.Map;

/// Where one chooses how to sign in.
final class LoginPages {
    private final Templates templates;
    private final LoginOffers offers;

    LoginPages(Templates templates, LoginOffers offers) {
        this.templates = templates;
        this.offers = offers;
    }

    List<Route> routes() {
        return List.of(Route.page("GET", "/auth/login", Access.PUBLIC, this::choose));
    }

    private Answer choose(Call call) {
        String next = call.query().text("redirect_uri").orElse("/");
        List<LoginButton> buttons = offers.buttons(next);
        byte[] page =
                templates.draw(
                        "login.jte",
                        Map.of(
                                "frame",
                                templates.frame("Sign in", Frame.Section.NONE, call.visitor()),
                                "model",
                                new LoginPage(buttons, offers.callbackUrls())));
        return Answer.html(buttons.isEmpty() ? 503 : 200, page);
    }
}
