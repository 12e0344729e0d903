package io.terrateam.terratunnel.webhook.provider;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// All providers whose webhooks can be checked.
///
/// A new one is a line in one of the three lists; its test cases, its row in `docs/webhooks.md` and
/// its name on the command line follow from there.
public final class WebhookProviders {
    /// In the order of the documents.
    public static final List<WebhookProvider> ALL =
            Stream.of(CodeProviders.ALL, MoneyProviders.ALL, PeopleProviders.ALL)
                    .flatMap(List::stream)
                    .toList();

    private WebhookProviders() {}

    /// The one of that id.
    public static Optional<WebhookProvider> byId(String id) {
        return ALL.stream().filter(provider -> provider.id().equals(id)).findFirst();
    }
}
