package io.terrateam.terratunnel.control.login.provider;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/// Texts about people that a provider sends, made harmless.
final class SafeName {
    static final int MAX_NAME = 200;
    static final int MAX_USERNAME = 255;

    private static final int MAX_URL = 2_000;

    private SafeName() {}

    /// `text` without control characters and marks that turn the direction of writing, cut to
    /// `max`.
    static String of(String text, int max) {
        String clean =
                text.codePoints()
                        .filter(c -> !Character.isISOControl(c))
                        .filter(c -> Character.getType(c) != Character.FORMAT)
                        .filter(c -> Character.getType(c) != Character.SURROGATE)
                        .limit(max)
                        .collect(
                                StringBuilder::new,
                                StringBuilder::appendCodePoint,
                                StringBuilder::append)
                        .toString();
        return clean.strip();
    }

    static Optional<String> optional(String text, int max) {
        return Optional.of(of(text, max)).filter(clean -> !clean.isEmpty());
    }

    /// A user name: no blanks, nothing but visible ASCII.
    static Optional<String> username(String text) {
        boolean isPlain =
                !text.isEmpty()
                        && text.length() <= MAX_USERNAME
                        && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
        return isPlain ? Optional.of(text) : Optional.empty();
    }

    /// The address of a picture, if it is one of the web.
    static Optional<String> webUrl(String text) {
        try {
            boolean isWeb =
                    text.length() <= MAX_URL
                            && String.valueOf(new URI(text).getScheme()).equals("https");
            return isWeb ? Optional.of(text) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}
