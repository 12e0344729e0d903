package io.terrateam.terratunnel.control.login;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Where somebody wanted to go before they had to sign in: always a page of this server.
public final class ReturnPath {
    /// The home page, where nothing else is said.
    public static final String HOME = "/";

    private static final int MAX_LENGTH = 4_096;

    /// Pages that make no sense to come back to, or would begin signing in again.
    private static final String LOGIN_PAGES = "/auth/";

    private static final List<String> FINE_LOGIN_PAGES = List.of("/auth/approve", "/auth/sessions");

    private static final List<String> DOTS = List.of(".", "..");

    private ReturnPath() {}

    /// The path and query that `wanted` names on this server; [#HOME] where it could lead anywhere
    /// else.
    ///
    /// @param wanted what stood in a URL, so anything
    public static String of(String wanted) {
        boolean isOdd =
                !wanted.startsWith("/")
                        || wanted.length() > MAX_LENGTH
                        || wanted.contains("//")
                        || wanted.chars().anyMatch(c -> c <= ' ' || c == '\\' || c >= 0x7f);
        if (isOdd) {
            return HOME;
        }
        try {
            return checked(new URI(wanted));
        } catch (URISyntaxException e) {
            return HOME;
        }
    }

    private static String checked(URI uri) {
        String path = uri.getRawPath();
        boolean isPlainPath =
                uri.getScheme() == null
                        && uri.getRawAuthority() == null
                        && path != null
                        && path.startsWith("/")
                        && Arrays.stream(path.split("/")).noneMatch(DOTS::contains);
        if (!isPlainPath || path == null || leadsBackToLogin(path)) {
            return HOME;
        }
        String query = uri.getRawQuery();
        return query == null ? path : path + "?" + query;
    }

    private static boolean leadsBackToLogin(String path) {
        String lower = path.toLowerCase(Locale.ROOT);
        return lower.startsWith(LOGIN_PAGES) && !FINE_LOGIN_PAGES.contains(path);
    }
}
