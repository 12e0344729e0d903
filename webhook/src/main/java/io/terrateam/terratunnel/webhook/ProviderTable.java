package io.terrateam.terratunnel.webhook;

import static java.util.stream.Collectors.joining;

import io.terrateam.terratunnel.webhook.provider.Place;
import io.terrateam.terratunnel.webhook.provider.WebhookProvider;
import io.terrateam.terratunnel.webhook.provider.WebhookProviders;
import io.terrateam.terratunnel.webhook.scheme.Traits;
import java.util.List;

/// Writes the table of `docs/webhooks.md` from the providers in the code, so that it can't be
/// wrong.
public final class ProviderTable {
    private ProviderTable() {}

    /// The table in Markdown.
    public static String text() {
        StringBuilder table = new StringBuilder();
        table.append("| provider | sent by | signature | covers | how | secret | window | id |\n");
        table.append("| --- | --- | --- | --- | --- | --- | --- | --- |\n");
        WebhookProviders.ALL.forEach(provider -> table.append(row(provider)));
        return table.toString();
    }

    private static String row(WebhookProvider provider) {
        Traits traits = provider.scheme().traits();
        String also = String.join(", ", provider.alsoAt());
        return "| `%s` | %s | `%s` | `%s` | %s%s | %s | %s | %s |\n"
                .formatted(
                        provider.id(),
                        provider.title() + (also.isEmpty() ? "" : "; " + also),
                        traits.place(),
                        traits.signed(),
                        traits.algorithm(),
                        traits.canBeMade() ? "" : "; only checked",
                        traits.keyForm().word(),
                        traits.tolerance().map(it -> it.toSeconds() + " s").orElse("–"),
                        places(provider.deliveries()));
    }

    private static String places(List<Place> places) {
        return places.isEmpty()
                ? "–"
                : places.stream().map(place -> "`" + place.name() + "`").collect(joining(", "));
    }
}
