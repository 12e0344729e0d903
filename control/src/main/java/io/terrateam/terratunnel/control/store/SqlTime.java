package io.terrateam.terratunnel.control.store;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Times as the database holds them: UTC text, `YYYY-MM-DD HH:MM:SS`.
final class SqlTime {
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    private SqlTime() {}

    static String format(Instant instant) {
        return FORMAT.format(instant);
    }

    /// Reads that form, with `T`, a fraction or an offset too, as other writers leave them.
    ///
    /// Failure: a text that is no time counts as long gone, so that a key with such an expiry is
    /// not valid for ever.
    static Optional<Instant> parse(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return Optional.empty();
        }
        String iso = text.strip().replace(' ', 'T');
        try {
            boolean hasZone = iso.endsWith("Z") || iso.matches(".*T.*[+-]\\d\\d:?\\d\\d");
            return Optional.of(
                    hasZone
                            ? OffsetDateTime.parse(iso).toInstant()
                            : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.of(Instant.EPOCH);
        }
    }
}
