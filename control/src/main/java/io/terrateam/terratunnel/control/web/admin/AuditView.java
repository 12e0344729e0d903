package io.terrateam.terratunnel.control.web.admin;

import io.terrateam.terratunnel.control.web.page.Moment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A page of the audit log.
///
/// @param filter what is shown
/// @param events the kinds of events that one can choose
/// @param csvLink downloads all that the filter lets through
/// @param firstLink the newest lines; null on their page
/// @param olderLink the next page; null on the last
public record AuditView(
        AuditFilter filter,
        List<EventOption> events,
        List<Line> lines,
        String csvLink,
        @Nullable String firstLink,
        @Nullable String olderLink) {

    /// Copies the lists.
    public AuditView {
        events = List.copyOf(events);
        lines = List.copyOf(lines);
    }

    /// A kind of event.
    ///
    /// @param word as it is stored
    /// @param label in words
    public record EventOption(String word, String label) {}

    /// An event.
    ///
    /// @param userId who did it; null where they are nobody
    public record Line(
            Moment at,
            String event,
            @Nullable Long userId,
            String user,
            String tunnel,
            String address,
            String userAgent,
            String details) {}
}
