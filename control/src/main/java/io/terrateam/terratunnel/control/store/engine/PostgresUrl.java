package io.terrateam.terratunnel.control.store.engine;

import io.terrateam.terratunnel.control.store.engine.DatabaseLocation.PostgresDatabase;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

/// Reads the ways in which people write where their PostgreSQL is.
///
/// Taken are `postgresql://user:password@host:port/database?option=value`, the same with
/// `postgres:`, and JDBC's `jdbc:postgresql://host:port/database?user=…&password=…`. Options are
/// those of the JDBC driver, such as `sslmode`.
public final class PostgresUrl {
    private static final String JDBC = "jdbc:";
    private static final Set<String> SCHEMES = Set.of("postgresql", "postgres");

    /// What is not said otherwise: nothing may wait for a server that is gone.
    private static final Map<String, String> DEFAULTS =
            Map.of("connectTimeout", "5", "tcpKeepAlive", "true");

    private PostgresUrl() {}

    /// The database that `text` names; empty where it names none.
    public static Optional<PostgresDatabase> parse(String text) {
        String url = text.strip();
        if (url.toLowerCase(Locale.ROOT).startsWith(JDBC)) {
            url = url.substring(JDBC.length());
        }
        int scheme = url.indexOf("://");
        if (scheme < 0 || !SCHEMES.contains(url.substring(0, scheme).toLowerCase(Locale.ROOT))) {
            return Optional.empty();
        }
        String rest = url.substring(scheme + 3);
        try {
            return parseRest(rest);
        } catch (IllegalArgumentException e) { // A percent sign without its digits.
            return Optional.empty();
        }
    }

    private static Optional<PostgresDatabase> parseRest(String rest) {
        int query = rest.indexOf('?');
        String place = query < 0 ? rest : rest.substring(0, query);
        Map<String, String> options = options(query < 0 ? "" : rest.substring(query + 1));
        int at = place.lastIndexOf('@');
        String login = at < 0 ? "" : place.substring(0, at);
        String hostAndName = place.substring(at + 1);
        int slash = hostAndName.indexOf('/');
        if (slash <= 0 || slash == hostAndName.length() - 1) {
            return Optional.empty();
        }
        int colon = login.indexOf(':');
        String user = colon < 0 ? login : login.substring(0, colon);
        String password = colon < 0 ? "" : login.substring(colon + 1);
        String userOption = options.remove("user");
        String passwordOption = options.remove("password");
        DEFAULTS.forEach(options::putIfAbsent);
        return Optional.of(
                new PostgresDatabase(
                        JDBC + "postgresql://" + hostAndName + "?" + text(options),
                        userOption == null ? decode(user) : userOption,
                        passwordOption == null ? decode(password) : passwordOption));
    }

    private static Map<String, String> options(String query) {
        Map<String, String> options = new LinkedHashMap<>();
        for (String option : query.split("&")) {
            int equals = option.indexOf('=');
            if (equals > 0) {
                options.put(option.substring(0, equals), decode(option.substring(equals + 1)));
            }
        }
        return options;
    }

    private static String text(Map<String, String> options) {
        StringJoiner text = new StringJoiner("&");
        options.forEach((name, value) ->
                text.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return text.toString();
    }

    /// As [URLDecoder], which takes a plus sign for a space: in a password it is one.
    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
