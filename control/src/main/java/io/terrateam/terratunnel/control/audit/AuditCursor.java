package io.terrateam.terratunnel.control.audit;

import io.terrateam.terratunnel.control.store.AuditTable;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A place in the audit log, as a URL can hold it: `SECONDS-ID`, the time in seconds since 1970 and
/// the line's number.
///
/// @param at when the line before it was written
/// @param id that line's number
public record AuditCursor(Instant at, long id) {
    private static final Pattern FORM = Pattern.compile("(-?\\d{1,12})-(\\d{1,18})");

    /// Reads what [#toString] wrote; empty where it is no place.
    public static Optional<AuditCursor> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        try {
            Instant at = Instant.ofEpochSecond(Long.parseLong(form.group(1)));
            return Optional.of(new AuditCursor(at, Long.parseLong(form.group(2))));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    AuditTable.Cursor place() {
        return new AuditTable.Cursor(at, id);
    }

    @Override
    public String toString() {
        return at.getEpochSecond() + "-" + id;
    }
}
