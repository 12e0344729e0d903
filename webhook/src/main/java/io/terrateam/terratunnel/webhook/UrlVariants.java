package io.terrateam.terratunnel.webhook;

import io.terrateam.terratunnel.webhook.message.FormFields;
import io.terrateam.terratunnel.webhook.message.WebhookRequest;
import io.terrateam.terratunnel.webhook.verdict.UrlChange;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What the URL may be that a provider has signed: as it would be without a proxy that tells the
/// application another scheme, port, host or path.
///
/// Limits: a few hundred.
final class UrlVariants {
    private static final Pattern URL =
            Pattern.compile("(?i)(https?)://([^/?#:]*|\\[[^]]*])(:[0-9]{0,5})?([^?#]*)(\\?.*)?");

    private static final int MAX_HOSTS = 4;

    private UrlVariants() {}

    /// A URL, and how it differs from the one that was given.
    record Variant(List<UrlChange> changes, String url) {}

    /// A part of a URL as it may be.
    private record Part(List<UrlChange> changes, String text) {}

    /// Those with the fewest changes first.
    static Stream<Variant> of(String url, WebhookRequest request) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            return Stream.empty();
        }
        String query = parts.group(5) == null ? "" : parts.group(5);
        String port = parts.group(3) == null ? "" : parts.group(3);
        List<Part> all = List.of(new Part(List.of(), ""));
        all = combined(all, schemes(parts.group(1)));
        all = combined(all, hosts(parts.group(2), request));
        all = combined(all, ports(port, request));
        all = combined(all, paths(parts.group(4)));
        all = combined(all, queries(query));
        return all.stream()
                .filter(part -> !part.changes().isEmpty())
                .sorted(Comparator.comparingInt(part -> part.changes().size()))
                .map(part -> new Variant(part.changes(), part.text()));
    }

    private static List<Part> combined(List<Part> firsts, List<Part> seconds) {
        List<Part> both = new ArrayList<>();
        for (Part first : firsts) {
            for (Part second : seconds) {
                List<UrlChange> changes = new ArrayList<>(first.changes());
                changes.addAll(second.changes());
                both.add(new Part(changes, first.text() + second.text()));
            }
        }
        return both;
    }

    private static List<Part> schemes(String scheme) {
        String other = scheme.equalsIgnoreCase("https") ? "http" : "https";
        return List.of(same(scheme + "://"), changed(UrlChange.SCHEME, other + "://"));
    }

    /// The hosts that the request itself names.
    private static List<Part> hosts(String host, WebhookRequest request) {
        List<Part> hosts = new ArrayList<>(List.of(same(host)));
        String lower = host.toLowerCase(Locale.ROOT);
        if (!lower.equals(host)) {
            hosts.add(changed(UrlChange.HOST_CASE, lower));
        }
        named(request)
                .map(authority -> authority.replaceFirst(":[0-9]*$", ""))
                .filter(other -> !other.equalsIgnoreCase(host))
                .distinct()
                .limit(MAX_HOSTS)
                .forEach(other -> hosts.add(changed(UrlChange.HOST, other)));
        return hosts;
    }

    private static List<Part> ports(String port, WebhookRequest request) {
        Set<String> others = new LinkedHashSet<>(List.of("", ":443", ":80"));
        named(request)
                .filter(authority -> authority.matches(".*:[0-9]{1,5}"))
                .map(authority -> authority.substring(authority.lastIndexOf(':')))
                .limit(MAX_HOSTS)
                .forEach(others::add);
        others.remove(port);
        List<Part> ports = new ArrayList<>(List.of(same(port)));
        others.forEach(other -> ports.add(changed(UrlChange.PORT, other)));
        return ports;
    }

    private static Stream<String> named(WebhookRequest request) {
        return Stream.of("X-Forwarded-Host", "X-Original-Host", "Host")
                .flatMap(name -> request.values(name).stream())
                .filter(value -> value.matches("[A-Za-z0-9._:\\[\\]-]{1,255}"));
    }

    private static List<Part> paths(String path) {
        List<Part> paths = new ArrayList<>(List.of(same(path)));
        paths.add(
                path.endsWith("/")
                        ? changed(UrlChange.TRAILING_SLASH, path.substring(0, path.length() - 1))
                        : changed(UrlChange.TRAILING_SLASH, path + "/"));
        String decoded = new String(FormFields.percentDecode(path), StandardCharsets.UTF_8);
        if (!decoded.equals(path)) {
            paths.add(changed(UrlChange.PATH_DECODED, decoded));
        }
        String encoded = encoded(path);
        if (!encoded.equals(path)) {
            paths.add(changed(UrlChange.PATH_ENCODED, encoded));
        }
        return paths;
    }

    /// What can't stand in a path is escaped; escapes stay.
    private static String encoded(String path) {
        StringBuilder encoded = new StringBuilder();
        for (byte each : path.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (each & 0xff);
            boolean isPlain =
                    c < 0x7f
                            && (Character.isLetterOrDigit(c)
                                    || "-._~!$&'()*+,;=:@/%".indexOf(c) >= 0);
            encoded.append(isPlain ? String.valueOf(c) : "%%%02X".formatted((int) c));
        }
        return encoded.toString();
    }

    private static List<Part> queries(String query) {
        return query.isEmpty()
                ? List.of(same(""))
                : List.of(same(query), changed(UrlChange.NO_QUERY, ""));
    }

    private static Part same(String text) {
        return new Part(List.of(), text);
    }

    private static Part changed(UrlChange change, String text) {
        return new Part(List.of(change), text);
    }
}
