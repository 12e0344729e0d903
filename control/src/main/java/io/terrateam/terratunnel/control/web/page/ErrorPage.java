package io.terrateam.terratunnel.control.web.page;

import io.terrateam.terratunnel.control.web.ErrorPages;
import io.terrateam.terratunnel.control.web.SignedIn;
import io.terrateam.terratunnel.control.web.WebRequest;
import java.util.Map;
import java.util.Optional;

/// What a page of an error shows.
///
/// @param status the HTTP status
/// @param title a few words
/// @param detail what is wrong and what to do about it
/// @param requestId what to tell whoever runs the server
public record ErrorPage(int status, String title, String detail, String requestId) {

    /// Draws error pages.
    public static ErrorPages drawnBy(Templates templates) {
        return (request, status, detail, viewer) ->
                draw(templates, request, status, detail, viewer);
    }

    private static byte[] draw(
            Templates templates,
            WebRequest request,
            int status,
            String detail,
            Optional<SignedIn> viewer) {
        String title =
                switch (status) {
                    case 400 -> "This request makes no sense";
                    case 403 -> "Access denied";
                    case 404 -> "Page not found";
                    case 405 -> "Not possible here";
                    case 422 -> "Something is not filled in right";
                    case 429 -> "Too many tries";
                    case 503 -> "Not available";
                    default -> status >= 500 ? "Something went wrong" : "That did not work";
                };
        String text = status == 404 && detail.equals("Not Found") ? NOT_FOUND : detail;
        ErrorPage model = new ErrorPage(status, title, text, request.requestId());
        return templates.draw(
                "error.jte",
                Map.of(
                        "frame",
                        templates.frame(title, Frame.Section.NONE, viewer),
                        "model",
                        model));
    }

    private static final String NOT_FOUND =
            "There is nothing at this address. It may have been removed, or mistyped.";
}
