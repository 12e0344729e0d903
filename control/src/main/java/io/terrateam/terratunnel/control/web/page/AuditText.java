package io.terrateam.terratunnel.control.web.page;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.terrateam.terratunnel.control.store.AuditRow;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Lines of the audit log in words.
public final class AuditText {
    private static final Map<String, String> EVENTS =
            Map.ofEntries(
                    Map.entry("connect", "Connected"),
                    Map.entry("disconnect", "Disconnected"),
                    Map.entry("refused", "Refused"),
                    Map.entry("login", "Signed in"),
                    Map.entry("login_failed", "Login failed"),
                    Map.entry("logout", "Signed out"),
                    Map.entry("key_created", "Key made"),
                    Map.entry("key_revoked", "Key ended"),
                    Map.entry("tunnel_created", "Tunnel made"),
                    Map.entry("tunnel_renamed", "Tunnel renamed"),
                    Map.entry("tunnel_disabled", "Tunnel disabled"),
                    Map.entry("tunnel_enabled", "Tunnel enabled"),
                    Map.entry("tunnel_deleted", "Tunnel deleted"),
                    Map.entry("user_disabled", "User disabled"),
                    Map.entry("user_enabled", "User enabled"),
                    Map.entry("user_deleted", "User deleted"),
                    Map.entry("admin_query", "Database query"),
                    Map.entry("database_download", "Database downloaded"),
                    Map.entry("audit_download", "Audit log downloaded"));

    private static final List<String> FIRST =
            List.of("reason", "duration_ms", "bytes_to_client", "bytes_from_client");

    private AuditText() {}

    /// What happened, in words.
    ///
    /// @param word as it is stored
    public static String event(String word) {
        return EVENTS.getOrDefault(word, word);
    }

    /// To whom or what, and how, in one line.
    public static String details(AuditRow row) {
        List<String> parts = new ArrayList<>();
        add(parts, row.target());
        if (row.eventType().equals("connect")) {
            add(parts, row.localEndpoint());
        }
        Map<String, Object> members = new TreeMap<>(members(row.additionalData()));
        for (String first : FIRST) {
            Object value = members.remove(first);
            add(parts, value == null ? "" : detail(first, value));
        }
        members.forEach((name, value) -> add(parts, detail(name, value)));
        return String.join(" · ", parts);
    }

    private static void add(List<String> parts, String part) {
        if (!part.isBlank()) {
            parts.add(part);
        }
    }

    private static String detail(String name, Object value) {
        if (value.toString().isEmpty()) {
            return "";
        }
        long number = value instanceof Number given ? given.longValue() : 0;
        return switch (name) {
            case "reason" -> value.toString();
            case "duration_ms" -> "after " + Moment.length(Duration.ofMillis(number));
            case "bytes_to_client" -> bytes(number) + " in";
            case "bytes_from_client" -> bytes(number) + " out";
            default -> name.replace('_', ' ') + " " + value;
        };
    }

    private static Map<String, Object> members(String json) {
        if (json.isBlank()) {
            return Map.of();
        }
        try {
            return JSONObjectUtils.parse(json);
        } catch (ParseException e) {
            return Map.of("details", json);
        }
    }

    /// A number of bytes, short.
    public static String bytes(long count) {
        if (count < 1_024) {
            return count + " B";
        }
        double value = count;
        int unit = -1;
        while (value >= 1_024 && unit < 3) {
            value /= 1_024;
            unit++;
        }
        return String.format(
                Locale.ROOT, "%.1f %s", value, List.of("KiB", "MiB", "GiB", "TiB").get(unit));
    }
}
