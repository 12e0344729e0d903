package io.terrateam.terratunnel.control.apikey;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What a key may be used for.
public enum Scope {
    /// To open links: to serve the key's tunnel.
    CONNECT("tunnel:create"),
    /// To read, through the API, what its owner may see.
    READ("tunnel:read"),
    /// To end, through the API, what its owner may end.
    DELETE("tunnel:delete");

    /// What a key may do unless somebody says less.
    public static final Set<Scope> ALL = Set.copyOf(EnumSet.allOf(Scope.class));

    private final String word;

    Scope(String word) {
        this.word = word;
    }

    /// The word that stands for it in lists of scopes.
    public String word() {
        return word;
    }

    /// The scope of that word.
    public static Optional<Scope> parse(String word) {
        return Arrays.stream(values()).filter(scope -> scope.word.equals(word.strip())).findFirst();
    }

    /// The scopes of a list separated by commas; words of other programs are left out.
    static Set<Scope> parseList(String list) {
        EnumSet<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (String word : list.split(",")) {
            parse(word).ifPresent(scopes::add);
        }
        return scopes;
    }

    /// Writes them as a list separated by commas, always in the same order.
    public static String list(Set<Scope> scopes) {
        return scopes.stream().sorted().map(Scope::word).collect(Collectors.joining(","));
    }
}
