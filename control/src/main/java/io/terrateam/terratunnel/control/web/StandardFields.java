package io.terrateam.terratunnel.control.web;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The fields that every answer of the own host has, unless its handler has set its own.
///
/// Thread: immutable.
final class StandardFields {
    private static final List<Field> ALWAYS =
            List.of(
                    new Field("Content-Security-Policy", ContentPolicy.USUAL),
                    new Field("X-Content-Type-Options", "nosniff"),
                    // Not no-referrer: browsers then send `Origin: null` with our own forms.
                    new Field("Referrer-Policy", "same-origin"),
                    new Field("Cross-Origin-Opener-Policy", "same-origin"),
                    new Field("Cross-Origin-Resource-Policy", "same-origin"),
                    new Field("Cache-Control", "no-store"));
    private static final Field HTTPS_ONLY =
            new Field("Strict-Transport-Security", "max-age=31536000");

    private StandardFields() {}

    /// An answer's fields and the standard ones that it lacks.
    static List<Field> complete(List<Field> own, WebRequest request) {
        Set<String> names = new HashSet<>();
        own.forEach(field -> names.add(field.name().toLowerCase(Locale.ROOT)));
        List<Field> all = new ArrayList<>(own);
        for (Field field : ALWAYS) {
            if (!names.contains(field.name().toLowerCase(Locale.ROOT))) {
                all.add(field);
            }
        }
        if (request.scheme().equals("https")) {
            all.add(HTTPS_ONLY);
        }
        all.add(new Field("X-Request-Id", request.requestId()));
        return all;
    }
}
