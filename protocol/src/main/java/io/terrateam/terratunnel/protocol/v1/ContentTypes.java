package io.terrateam.terratunnel.protocol.v1;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which bodies the original takes for text; all others are binary and travel as base64.
public final class ContentTypes {

    private static final List<String> TEXT_PARTS =
            List.of("json", "xml", "javascript", "ecmascript", "yaml", "csv", "text");

    private static final Set<String> TEXT_TYPES =
            Set.of(
                    "application/x-www-form-urlencoded",
                    "application/x-sh",
                    "application/x-csh",
                    "application/sql",
                    "application/graphql",
                    "application/x-python-code",
                    "application/x-ruby",
                    "application/x-httpd-php",
                    "message/rfc822",
                    "message/http");

    private ContentTypes() {}

    /// Whether the value of a `Content-Type` field means text; without one it doesn't.
    public static boolean isText(@Nullable CharSequence contentType) {
        if (contentType == null) {
            return false;
        }
        String value = contentType.toString();
        int parameters = value.indexOf(';');
        String type =
                (parameters < 0 ? value : value.substring(0, parameters))
                        .trim()
                        .toLowerCase(Locale.ROOT);
        return TEXT_TYPES.contains(type) || TEXT_PARTS.stream().anyMatch(type::contains);
    }
}
