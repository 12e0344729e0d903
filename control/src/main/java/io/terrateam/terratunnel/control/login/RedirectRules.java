package io.terrateam.terratunnel.control.login;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;

/// Which programs outside may get a browser back: those on the user's own machine, and those at
/// origins that the operator allowed. Everybody else would get what isn't theirs.
///
/// Spec: RFC 8252 section 7.3, RFC 9700 section 4.1.
public final class RedirectRules {
    private static final int MAX_URI = 2_048;
    private static final int MAX_STATE = 1_024;

    private final List<Origin> allowed;

    /// @param allowed beside loopback addresses
    public RedirectRules(List<Origin> allowed) {
        this.allowed = List.copyOf(allowed);
    }

    /// The caller behind what stood in a URL, if it may be one.
    public Optional<Caller> caller(String redirectUri, Optional<String> state) {
        return parse(redirectUri)
                .filter(uri ->
                        Origin.of(uri)
                                .filter(origin -> origin.isLoopback() || allowed.contains(origin))
                                .isPresent())
                .flatMap(uri -> withState(uri, state));
    }

    /// The same for programs that can only be on the user's own machine.
    public static Optional<Caller> localCaller(String redirectUri, Optional<String> state) {
        return parse(redirectUri)
                .filter(uri ->
                        Origin.of(uri)
                                .filter(Origin::isLoopback)
                                .filter(origin -> origin.scheme().equals("http"))
                                .isPresent())
                .flatMap(uri -> withState(uri, state));
    }

    private static Optional<Caller> withState(URI uri, Optional<String> state) {
        return state.filter(text -> text.length() > MAX_STATE).isPresent()
                ? Optional.empty()
                : Optional.of(new Caller(uri, state));
    }

    /// An absolute address of the web that can be read in one way only.
    private static Optional<URI> parse(String text) {
        boolean isOdd =
                text.length() > MAX_URI
                        || text.chars().anyMatch(c -> c <= ' ' || c == '\\' || c >= 0x7f);
        if (isOdd) {
            return Optional.empty();
        }
        try {
            URI uri = new URI(text);
            boolean isPlain =
                    uri.getRawFragment() == null
                            && uri.getRawUserInfo() == null
                            && uri.getHost() != null;
            return isPlain ? Optional.of(uri) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
