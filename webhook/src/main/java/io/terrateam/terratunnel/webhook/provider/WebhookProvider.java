package io.terrateam.terratunnel.webhook.provider;

import static java.util.Objects.requireNonNull;

import io.terrateam.terratunnel.webhook.message.WebhookRequest;
import io.terrateam.terratunnel.webhook.scheme.Keyed;
import io.terrateam.terratunnel.webhook.scheme.Scheme;
import java.util.ArrayList;
import java.util.List;

/// Somebody who sends webhooks, and how they are signed and known.
///
/// @param id for `--provider`
/// @param title for people
/// @param alsoAt others whose webhooks are the same
/// @param marks what all its requests have, besides the signature
/// @param events where the kind of event stands; the first that is there counts
/// @param deliveries where the id stands that is the same for each try of one delivery
public record WebhookProvider(
        String id,
        String title,
        Scheme scheme,
        List<String> alsoAt,
        List<Mark> marks,
        List<Place> events,
        List<Place> deliveries) {

    /// Copies the lists.
    public WebhookProvider {
        requireNonNull(scheme, "scheme");
        if (!id.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
            throw new IllegalArgumentException("id: " + id + " (expected: a-z, 0-9 and hyphens)");
        }
        alsoAt = List.copyOf(alsoAt);
        marks = List.copyOf(marks);
        events = List.copyOf(events);
        deliveries = List.copyOf(deliveries);
    }

    static WebhookProvider provider(String id, String title, Scheme scheme) {
        return new WebhookProvider(id, title, scheme, List.of(), List.of(), List.of(), List.of());
    }

    static WebhookProvider provider(String id, String title, Keyed description) {
        return provider(id, title, description.scheme());
    }

    WebhookProvider alsoAt(String... titles) {
        return new WebhookProvider(id, title, scheme, List.of(titles), marks, events, deliveries);
    }

    /// With a header field that all its requests have.
    WebhookProvider marked(String field) {
        return marked(field, "");
    }

    /// With a header field that begins so in all its requests.
    WebhookProvider marked(String field, String start) {
        List<Mark> more = new ArrayList<>(marks);
        more.add(new Mark(field, start));
        return new WebhookProvider(id, title, scheme, alsoAt, more, events, deliveries);
    }

    /// With the kind of event in one of these places.
    WebhookProvider event(String... places) {
        return new WebhookProvider(id, title, scheme, alsoAt, marks, Place.all(places), deliveries);
    }

    /// With the id of the delivery in one of these places.
    WebhookProvider delivery(String... places) {
        return new WebhookProvider(id, title, scheme, alsoAt, marks, events, Place.all(places));
    }

    /// Whether this may be one of its requests.
    boolean mayHaveSent(WebhookRequest request) {
        return marks.stream().allMatch(mark -> mark.isOn(request))
                && (!marks.isEmpty() || scheme.appearsIn(request));
    }

    @Override
    public String toString() {
        return id;
    }
}
