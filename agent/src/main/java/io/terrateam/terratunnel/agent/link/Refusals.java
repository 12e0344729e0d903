package io.terrateam.terratunnel.agent.link;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a server's refusal means for the agent.
///
/// Thread: pure functions. Spec: RFC 9110 section 10.2.3 (`Retry-After`; dates are taken as
/// absent).
final class Refusals {

    private static final int MAX_DIGITS = 6;

    private static final int POLICY_VIOLATION = 1008;

    private static final Set<String> KEY_REFUSALS =
            Set.of(
                    "Authentication required. Please provide an API key.",
                    "Invalid or expired API key",
                    "API key does not have tunnel creation permission");

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

    /// The outcome of a close frame with which a server of version 1 refuses: it says so in fixed
    /// words, behind a status code that stands for other things too.
    ///
    /// @param said the frame's text, cleaned
    static DialOutcome ofClose(int code, String said) {
        boolean keyRefused = code == POLICY_VIOLATION && KEY_REFUSALS.contains(said);
        return keyRefused
                ? new DialOutcome.KeyRefused(said)
                : new DialOutcome.Failed(
                        "the server refused the link ("
                                + code
                                + (said.isEmpty() ? ")" : " " + said + ")"),
                        Duration.ZERO);
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
