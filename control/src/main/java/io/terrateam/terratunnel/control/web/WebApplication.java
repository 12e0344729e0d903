package io.terrateam.terratunnel.control.web;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server's own pages and API.
///
/// Thread: one virtual thread per request, which may block. Failure: a [Refusal] is answered as
/// such, any other exception is logged with the request's id and answered 500; what fails after the
/// head has gone out is cut.
public final class WebApplication {
    private static final Logger LOG = LoggerFactory.getLogger(WebApplication.class);
    private static final int STREAM_PART_BYTES = 32 << 10;

    private final RouteTable routes;
    private final Guard guard;
    private final ErrorPages errorPages;

    /// Joins the parts.
    public WebApplication(RouteTable routes, Guard guard, ErrorPages errorPages) {
        this.routes = routes;
        this.guard = guard;
        this.errorPages = errorPages;
    }

    /// All that it serves.
    public RouteTable routes() {
        return routes;
    }

    /// Answers a request.
    public void serve(WebRequest request, Responder responder) {
        Answer answer = answer(request);
        List<Field> fields = StandardFields.complete(answer.fields(), request);
        switch (answer.body()) {
            case Answer.Body.Whole(byte[] bytes) -> {
                if (answer.status() != 304 && answer.status() != 204) {
                    fields.add(new Field("Content-Length", Integer.toString(bytes.length)));
                }
                responder.send(answer.status(), fields, bytes);
            }
            case Answer.Body.Streamed(Answer.Writer writer) -> {
                responder.begin(answer.status(), fields);
                if (request.method().equals("HEAD")) {
                    responder.end();
                } else {
                    stream(request, writer, responder);
                }
            }
        }
    }

    /// The answer, before the standard fields are added.
    Answer answer(WebRequest request) {
        RouteTable.Match match = routes.match(request.method(), request.path());
        try {
            return switch (match) {
                case RouteTable.Match.Found(var route, var parameters) ->
                        route.handler().handle(guard.admit(request, route, parameters));
                case RouteTable.Match.WrongMethod(var allowed, var format) ->
                        wrongMethod(request, String.join(", ", allowed));
                case RouteTable.Match.NotFound() -> throw new Refusal(404, "Not Found");
            };
        } catch (Refusal refusal) {
            return refused(request, format(match, request), refusal);
        } catch (RuntimeException e) {
            LOG.error("{} {} failed, request {}", request.method(), match, request.requestId(), e);
            return refused(
                    request,
                    format(match, request),
                    new Refusal(500, "Something went wrong here. It has been logged."));
        }
    }

    private static Answer wrongMethod(WebRequest request, String allowed) {
        Field allow = new Field("Allow", allowed);
        if (request.method().equals("OPTIONS")) {
            return new Answer(204, List.of(allow), new Answer.Body.Whole(new byte[0]));
        }
        throw new Refusal(405, "Method Not Allowed", List.of(allow));
    }

    private static Route.Format format(RouteTable.Match match, WebRequest request) {
        return switch (match) {
            case RouteTable.Match.Found(var route, var parameters) -> route.format();
            case RouteTable.Match.WrongMethod(var allowed, var format) -> format;
            case RouteTable.Match.NotFound() ->
                    request.path().startsWith("/api/") ? Route.Format.JSON : Route.Format.PAGE;
        };
    }

    private Answer refused(WebRequest request, Route.Format format, Refusal refusal) {
        int status = refusal.status();
        Answer answer;
        if (status >= 300 && status < 400) {
            answer = Answer.empty(status);
        } else if (format == Route.Format.JSON || !request.wantsPages()) {
            answer = Answer.json(status, Json.object().put("detail", refusal.detail()).toString());
        } else {
            answer =
                    Answer.html(
                            status,
                            errorPages.page(request, status, refusal.detail(), viewer(request)));
        }
        List<Field> fields = new ArrayList<>(answer.fields());
        fields.addAll(refusal.fields());
        return new Answer(status, fields, answer.body());
    }

    private Optional<SignedIn> viewer(WebRequest request) {
        try {
            return guard.session(request);
        } catch (RuntimeException e) {
            LOG.debug("no session for an error page", e);
            return Optional.empty();
        }
    }

    private static void stream(WebRequest request, Answer.Writer writer, Responder responder) {
        // Never closed: that would write the rest of a body that has failed.
        OutputStream out =
                new BufferedOutputStream(new ResponderStream(responder), STREAM_PART_BYTES);
        try {
            writer.writeTo(out);
            out.flush();
            responder.end();
        } catch (IOException | RuntimeException e) {
            LOG.warn("an answer was cut, request {}", request.requestId(), e);
            responder.abort();
        }
    }

    /// Writes parts; its end says nothing, since only the handler knows whether all was written.
    private static final class ResponderStream extends OutputStream {
        private final Responder responder;

        ResponderStream(Responder responder) {
            this.responder = responder;
        }

        @Override
        public void write(int octet) throws IOException {
            write(new byte[] {(byte) octet}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (length > 0) {
                responder.write(bytes, offset, length);
            }
        }
    }
}
