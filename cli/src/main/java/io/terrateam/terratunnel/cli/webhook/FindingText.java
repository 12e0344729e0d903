package io.terrateam.terratunnel.cli.webhook;

import io.terrateam.terratunnel.cli.terminal.SafeText;
import io.terrateam.terratunnel.webhook.json.Json;
import io.terrateam.terratunnel.webhook.json.JsonStyle;
import io.terrateam.terratunnel.webhook.json.JsonWriter;
import io.terrateam.terratunnel.webhook.provider.Handshake;
import io.terrateam.terratunnel.webhook.provider.WebhookProvider;
import io.terrateam.terratunnel.webhook.verdict.Explanation;
import io.terrateam.terratunnel.webhook.verdict.Reason;
import io.terrateam.terratunnel.webhook.verdict.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Findings for people, and for programs.
final class FindingText {
    private static final double MILLIS_PER_SECOND = 1000;

    private FindingText() {}

    /// Lines for a terminal; whatever the request says in them is made safe.
    static List<String> lines(Finding finding) {
        List<String> lines = new ArrayList<>();
        WebhookProvider provider = finding.provider();
        lines.add(
                row(
                        "Provider",
                        provider.title()
                                + " ("
                                + provider.id()
                                + ")"
                                + (finding.isNamed() ? "" : ", by what the request says")));
        finding.seen().event().ifPresent(event -> lines.add(row("Event", event)));
        finding.seen().delivery().ifPresent(id -> lines.add(row("Delivery", id)));
        finding.seen()
                .handshake()
                .map(Handshake::title)
                .ifPresent(title -> lines.add(row("Handshake", title)));
        finding.url().ifPresent(url -> lines.add(row("URL", url)));
        lines.add(
                switch (finding.verdict()) {
                    case Verdict.Valid valid -> valid(valid);
                    case Verdict.Invalid(Reason reason) -> invalid(reason);
                });
        return lines;
    }

    private static String row(String label, String value) {
        return "%-10s %s".formatted(label, SafeText.of(value));
    }

    private static String valid(Verdict.Valid valid) {
        String when = valid.age().map(FindingText::when).orElse("");
        String body = valid.coversBody() ? "" : " It doesn't cover the body.";
        return "Valid: signed%s with the secret from %s.%s".formatted(when, valid.secret(), body);
    }

    private static String when(Duration age) {
        return age.isNegative()
                ? " " + -age.toSeconds() + " s in the future"
                : " " + age.toSeconds() + " s ago";
    }

    private static String invalid(Reason reason) {
        return "Not valid (%s): %s"
                .formatted(Explanation.code(reason), SafeText.of(Explanation.text(reason)));
    }

    /// One line of JSON.
    static String json(Finding finding) {
        List<Json.Member> members = new ArrayList<>();
        members.add(new Json.Member("valid", new Json.Truth(finding.verdict().isValid())));
        members.add(text("provider", Optional.of(finding.provider().id())));
        members.add(text("event", finding.seen().event()));
        members.add(text("delivery", finding.seen().delivery()));
        members.add(text("handshake", finding.seen().handshake().map(Handshake::title)));
        members.add(text("url", finding.url()));
        switch (finding.verdict()) {
            case Verdict.Valid valid -> {
                members.add(text("secret", Optional.of(valid.secret())));
                members.add(new Json.Member("age_seconds", seconds(valid.age())));
                members.add(new Json.Member("covers_body", new Json.Truth(valid.coversBody())));
            }
            case Verdict.Invalid(Reason reason) -> {
                members.add(text("reason", Optional.of(Explanation.code(reason))));
                members.add(text("message", Optional.of(Explanation.text(reason))));
                members.add(new Json.Member("status", numeral("" + Explanation.status(reason))));
            }
        }
        return JsonWriter.text(new Json.Members(members), JsonStyle.COMPACT);
    }

    private static Json.Member text(String name, Optional<String> value) {
        return new Json.Member(
                name,
                value.<Json>map(text -> new Json.Text(text, 0, 0)).orElse(new Json.Nothing()));
    }

    private static Json seconds(Optional<Duration> age) {
        return age.<Json>map(it -> numeral("" + it.toMillis() / MILLIS_PER_SECOND))
                .orElse(new Json.Nothing());
    }

    private static Json numeral(String spelling) {
        return new Json.Numeral(spelling, 0, 0);
    }
}
