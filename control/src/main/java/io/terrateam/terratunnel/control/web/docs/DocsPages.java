package io.terrateam.terratunnel.control.web.docs;

import io.terrateam.terratunnel.control.web.Access;
import io.terrateam.terratunnel.control.web.Answer;
import io.terrateam.terratunnel.control.web.Route;
import io.terrateam.terratunnel.control.web.page.Frame;
import io.terrateam.terratunnel.control.web.page.Templates;
import java.util.List;

/// Shows the OpenAPI document.
public final class DocsPages {
    private final Templates templates;
    private final ApiDocument document;

    /// @param document what is shown
    public DocsPages(Templates templates, ApiDocument document) {
        this.templates = templates;
        this.document = document;
    }

    /// The routes of the document and its page.
    public List<Route> routes() {
        return List.of(
                Route.api(
                        "GET",
                        "/openapi.json",
                        Access.OPEN,
                        call -> Answer.json(200, document.text())),
                Route.page(
                        "GET",
                        "/docs",
                        Access.PUBLIC,
                        call ->
                                templates.page(
                                        "docs.jte",
                                        templates.frame("API", Frame.Section.NONE, call.visitor()),
                                        document)));
    }
}
