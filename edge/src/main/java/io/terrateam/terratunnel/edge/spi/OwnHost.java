package io.terrateam.terratunnel.edge.spi;

import io.terrateam.terratunnel.protocol.http.Authority;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// The pages of the server's own host: all that the edge does not answer by itself (`/_health`,
/// `/ws`).
///
/// Thread: called on event loops; an implementation returns at once and answers later, from any
/// thread. Limits: a request is handed over whole, with a body of at most [#MAX_BODY_BYTES]; larger
/// ones are answered 413 before.
@FunctionalInterface
public interface OwnHost {

    /// The largest request body that is handed over.
    int MAX_BODY_BYTES = 256 << 10;

    /// Takes a request. Exactly one answer is expected, by way of `answer`.
    void serve(Request request, Answer answer);

    /// A field of a head.
    ///
    /// @param name its name; lower case in requests
    /// @param value its value, without line breaks
    record Field(String name, String value) {}

    /// A request for the server's own host.
    ///
    /// @param method the method, as it was sent
    /// @param target path and query, byte for byte as they were sent
    /// @param scheme `http` or `https`, as the visitor used it
    /// @param authority the host that was asked for
    /// @param peer where the visitor is, as far as trusted proxies tell
    /// @param requestId the request's id, safe to print
    /// @param fields its fields in their order, hop-by-hop ones left out
    /// @param body its whole body, empty where there is none
    record Request(
            String method,
            String target,
            String scheme,
            Authority authority,
            InetAddress peer,
            String requestId,
            List<Field> fields,
            byte[] body) {}

    /// Where the answer goes.
    ///
    /// Thread: any, one at a time. Calls after the end, or after the visitor has left, do nothing.
    interface Answer {
        /// The head of the answer.
        ///
        /// Failure: `IllegalArgumentException` for a field that can't be sent.
        ///
        /// @param ends whether no body follows
        void head(int status, List<Field> fields, boolean ends);

        /// A part of the body, which may not be changed any more. The stage completes when it has
        /// been written to the visitor, and fails when the visitor has left: whoever sends many
        /// parts waits for it.
        CompletionStage<Void> body(byte[] part, boolean ends);

        /// The answer can't be finished: its visitor sees that it was cut, or a 500 if nothing has
        /// been sent.
        void abort();

        /// Completes if the visitor leaves before the answer's end.
        CompletionStage<Void> visitorLeft();
    }
}
