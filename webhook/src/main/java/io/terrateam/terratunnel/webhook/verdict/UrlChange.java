package io.terrateam.terratunnel.webhook.verdict;

/// How the URL that was signed differs from the one that was checked.
public enum UrlChange {
    /// `http` or `https`.
    SCHEME("another scheme"),
    /// No port, or one.
    PORT("another port"),
    /// Another host.
    HOST("another host"),
    /// The host's letters.
    HOST_CASE("the host in lower case"),
    /// The path's percent-encoding was taken off.
    PATH_DECODED("the path decoded"),
    /// The path is percent-encoded.
    PATH_ENCODED("the path percent-encoded"),
    /// The slash at the end of the path.
    TRAILING_SLASH("the slash at the end of the path"),
    /// The query is missing.
    NO_QUERY("no query");

    private final String meaning;

    UrlChange(String meaning) {
        this.meaning = meaning;
    }

    /// In a few words.
    public String meaning() {
        return meaning;
    }
}
