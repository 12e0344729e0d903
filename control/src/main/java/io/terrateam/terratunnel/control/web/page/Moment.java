package io.terrateam.terratunnel.control.web.page;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/// A time as a page shows it: how long ago, and exactly.
///
/// @param at the time
/// @param now when the page is drawn
public record Moment(Instant at, Instant now) {
    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    /// For programs.
    public String iso() {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /// Exactly, where it is said that times are UTC.
    public String exact() {
        return utc().substring(0, 19);
    }

    /// Exactly, for people.
    public String utc() {
        return UTC.format(at);
    }

    /// How long ago, in the largest unit that fits.
    public String ago() {
        Duration since = Duration.between(at, now);
        if (since.isNegative()) {
            return "in " + count(since.negated());
        }
        return since.toSeconds() < 1 ? "now" : count(since) + " ago";
    }

    private static String count(Duration length) {
        if (length.toDays() > 0) {
            return length.toDays() + " d";
        }
        if (length.toHours() > 0) {
            return length.toHours() + " h";
        }
        return length.toMinutes() > 0 ? length.toMinutes() + " min" : length.toSeconds() + " s";
    }

    /// A length of time, short.
    public static String length(Duration length) {
        if (length.toMillis() < 1_000) {
            return length.toMillis() + " ms";
        }
        if (length.toSeconds() < 60) {
            return String.format(Locale.ROOT, "%.1f s", length.toMillis() / 1_000.0);
        }
        return length.toMinutes() < 60
                ? length.toMinutes() + " min " + length.toSecondsPart() + " s"
                : length.toHours() + " h " + length.toMinutesPart() + " min";
    }
}
