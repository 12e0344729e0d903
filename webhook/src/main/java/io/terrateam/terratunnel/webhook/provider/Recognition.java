package io.terrateam.terratunnel.webhook.provider;

import io.terrateam.terratunnel.webhook.json.Json;
import io.terrateam.terratunnel.webhook.json.JsonReader;
import io.terrateam.terratunnel.webhook.message.WebhookRequest;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// What a request seems to be, by what it says itself. Nothing of it is proven: anybody can send
/// it.
///
/// Limits: of bodies above 1 MiB only the header is looked at.
///
/// @param candidates providers that may have sent it, the likeliest first
/// @param event the kind of event
/// @param delivery the id that is the same for each try of one delivery
/// @param handshake what it is if it is no event
public record Recognition(
        List<WebhookProvider> candidates,
        Optional<String> event,
        Optional<String> delivery,
        Optional<Handshake> handshake) {
    private static final int MAX_BODY_BYTES = 1 << 20;

    /// Copies the list.
    public Recognition {
        candidates = List.copyOf(candidates);
    }

    /// Looks at a request.
    public static Recognition of(WebhookRequest request) {
        Comparator<WebhookProvider> unlikely =
                Comparator.<WebhookProvider, Boolean>comparing(
                                provider -> !provider.scheme().appearsIn(request))
                        .thenComparingInt(provider -> -provider.marks().size());
        List<WebhookProvider> candidates =
                WebhookProviders.ALL.stream()
                        .filter(provider -> provider.mayHaveSent(request))
                        .sorted(unlikely)
                        .toList();
        Optional<Json> body = body(request);
        Optional<WebhookProvider> likeliest = candidates.stream().findFirst();
        return new Recognition(
                candidates,
                likeliest.flatMap(it -> first(it.events(), request, body)),
                likeliest.flatMap(it -> first(it.deliveries(), request, body)),
                Handshake.of(request, body));
    }

    private static Optional<Json> body(WebhookRequest request) {
        return request.body().length > MAX_BODY_BYTES
                ? Optional.empty()
                : JsonReader.read(request.body());
    }

    private static Optional<String> first(
            List<Place> places, WebhookRequest request, Optional<Json> body) {
        return places.stream().flatMap(place -> place.find(request, body).stream()).findFirst();
    }

    /// The provider that most likely sent it.
    public Optional<WebhookProvider> provider() {
        return candidates.stream().findFirst();
    }
}
