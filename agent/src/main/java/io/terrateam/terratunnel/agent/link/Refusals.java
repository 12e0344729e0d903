package io.terrateam.terratunnel.agent.link;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a server's refusal means for the agent.
///
/// Thread: pure functions. Spec: RFC 9110 section 10.2.3 (`Retry-After`; dates are taken as
/// absent).
final class Refusals {

    private static final int MAX_DIGITS = 6;

    private Refusals() {}

    /// The outcome of an answer other than 101.
    static DialOutcome outcome(HttpResponse head, String body) {
        int status = head.status().code();
        String said = ProblemText.of(body);
        return switch (status) {
            case 401, 403 ->
                    new DialOutcome.KeyRefused(
                            said.isEmpty()
                                    ? "the server refuses the API key (status " + status + ")"
                                    : said);
            case 426 ->
                    new DialOutcome.VersionRefused(
                            said.isEmpty() ? withoutVersion2().advice() : said);
            default ->
                    new DialOutcome.Failed(
                            "the server refused the link with status "
                                    + status
                                    + (said.isEmpty() ? "" : ": " + said),
                            retryAfter(head.headers().get(HttpHeaderNames.RETRY_AFTER)));
        };
    }

    /// The outcome of a 101 for another protocol.
    static DialOutcome.VersionRefused withoutVersion2() {
        return new DialOutcome.VersionRefused(
                "the server does not speak version 2 of the link: update the server, or use a client of its own"
                        + " version");
    }

    private static Duration retryAfter(@Nullable String value) {
        if (value == null) {
            return Duration.ZERO;
        }
        String seconds = value.trim();
        boolean number =
                !seconds.isEmpty()
                        && seconds.length() <= MAX_DIGITS
                        && seconds.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? Duration.ofSeconds(Long.parseLong(seconds)) : Duration.ZERO;
    }
}
