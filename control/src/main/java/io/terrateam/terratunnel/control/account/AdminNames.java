package io.terrateam.terratunnel.control.account;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Whom the configuration names as admins: user names at a provider, in any case of their letters,
/// or `id:NUMBER`.
///
/// @param byProvider by `github` or `gitlab`
public record AdminNames(Map<String, List<String>> byProvider) {
    private static final String ID_PREFIX = "id:";

    /// Nobody is an admin.
    public static final AdminNames NONE = new AdminNames(Map.of());

    /// Copies the map, without providers that have nobody.
    public AdminNames {
        byProvider =
                byProvider.entrySet().stream()
                        .filter(entry -> !entry.getValue().isEmpty())
                        .collect(
                                Collectors.toUnmodifiableMap(
                                        Map.Entry::getKey, entry -> List.copyOf(entry.getValue())));
    }

    /// The names at `provider`, in lower case.
    Set<String> names(String provider) {
        return entries(provider).stream()
                .map(entry -> entry.toLowerCase(Locale.ROOT))
                .filter(entry -> !entry.startsWith(ID_PREFIX))
                .collect(Collectors.toUnmodifiableSet());
    }

    /// The ids at `provider`.
    Set<String> ids(String provider) {
        return entries(provider).stream()
                .map(entry -> entry.toLowerCase(Locale.ROOT))
                .filter(entry -> entry.startsWith(ID_PREFIX))
                .map(entry -> entry.substring(ID_PREFIX.length()))
                .collect(Collectors.toUnmodifiableSet());
    }

    private List<String> entries(String provider) {
        return byProvider.getOrDefault(provider, List.of());
    }
}
