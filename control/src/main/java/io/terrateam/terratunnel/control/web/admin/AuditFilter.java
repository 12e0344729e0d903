package io.terrateam.terratunnel.control.web.admin;

import io.terrateam.terratunnel.control.store.AuditTable;
import io.terrateam.terratunnel.control.web.Parameters;
import io.terrateam.terratunnel.control.web.Refusal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Which lines of the audit log somebody wants to see, as they typed it; empty texts say nothing.
///
/// @param event a kind of event
/// @param user a login name
/// @param tunnel a tunnel's name
/// @param address where it came from
/// @param from the first day, in UTC, as `YYYY-MM-DD`
/// @param to the last day
public record AuditFilter(
        String event, String user, String tunnel, String address, String from, String to) {

    static AuditFilter of(Parameters query) {
        return new AuditFilter(
                query.text("event").orElse(""),
                query.text("user").orElse(""),
                query.text("tunnel").orElse("").toLowerCase(Locale.ROOT),
                query.text("address").orElse(""),
                query.text("from").orElse(""),
                query.text("to").orElse(""));
    }

    /// The same for the database.
    ///
    /// Failure: a 422 [Refusal] for a day that is none.
    AuditTable.Filter filter() {
        return new AuditTable.Filter(
                startOf("from", from, 0),
                startOf("to", to, 1),
                event.isEmpty() ? Set.of() : Set.of(event),
                given(user),
                Optional.empty(),
                given(tunnel),
                given(address),
                Optional.empty());
    }

    private static Optional<String> given(String text) {
        return Optional.of(text).filter(some -> !some.isEmpty());
    }

    private static Optional<Instant> startOf(String name, String day, int daysLater) {
        if (day.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    LocalDate.parse(day)
                            .plusDays(daysLater)
                            .atStartOfDay()
                            .toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            throw new Refusal(422, name + ": expected a day such as 2026-11-23");
        }
    }

    /// A query that asks for the same.
    ///
    /// @param more a further parameter's value
    String query(String name, String more) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("event", event);
        all.put("user", user);
        all.put("tunnel", tunnel);
        all.put("address", address);
        all.put("from", from);
        all.put("to", to);
        all.put(name, more);
        return all.entrySet().stream()
                .filter(pair -> !pair.getValue().isEmpty())
                .map(pair ->
                        pair.getKey()
                                + "="
                                + URLEncoder.encode(pair.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&", "?", ""));
    }
}
