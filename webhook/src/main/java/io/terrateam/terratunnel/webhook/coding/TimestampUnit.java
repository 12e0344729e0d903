package io.terrateam.terratunnel.webhook.coding;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// How a time is written.
///
/// Spec: RFC 3339 section 5.6; RFC 9110 section 5.6.7.
public enum TimestampUnit {
    /// Seconds since 1970, plain digits.
    SECONDS,
    /// Milliseconds since 1970, plain digits.
    MILLIS,
    /// As in `2021-03-25T05:09:27Z`.
    RFC3339,
    /// As in `Sun, 06 Nov 1994 08:49:37 GMT`.
    HTTP_DATE;

    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,15}");

    private static final Pattern DATE_TIME =
            Pattern.compile(
                    "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?"
                            + "(Z|[+-][0-9]{2}:[0-9]{2})");

    private static final DateTimeFormatter FIXED_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    /// The time, unless `text` is not written so.
    public Optional<Instant> parse(String text) {
        try {
            return switch (this) {
                case SECONDS -> digits(text).map(Instant::ofEpochSecond);
                case MILLIS -> digits(text).map(Instant::ofEpochMilli);
                case RFC3339 ->
                        DATE_TIME.matcher(text).matches()
                                ? Optional.of(OffsetDateTime.parse(text).toInstant())
                                : Optional.empty();
                case HTTP_DATE -> Optional.of(FIXED_DATE.parse(text, Instant::from));
            };
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Long> digits(String text) {
        return DIGITS.matcher(text).matches()
                ? Optional.of(Long.parseLong(text))
                : Optional.empty();
    }

    /// `time` as senders write it.
    public String format(Instant time) {
        return switch (this) {
            case SECONDS -> Long.toString(time.getEpochSecond());
            case MILLIS -> Long.toString(time.toEpochMilli());
            case RFC3339 -> time.truncatedTo(ChronoUnit.SECONDS).toString();
            case HTTP_DATE -> FIXED_DATE.format(time);
        };
    }

    /// `time` as it is read back.
    public Instant rounded(Instant time) {
        return time.truncatedTo(this == MILLIS ? ChronoUnit.MILLIS : ChronoUnit.SECONDS);
    }

    /// What is expected, for people.
    public String expected() {
        return switch (this) {
            case SECONDS -> "seconds since 1970";
            case MILLIS -> "milliseconds since 1970";
            case RFC3339 -> "a time as 2021-03-25T05:09:27Z";
            case HTTP_DATE -> "a time as Sun, 06 Nov 1994 08:49:37 GMT";
        };
    }
}
