package io.terrateam.terratunnel.webhook.scheme;

import io.terrateam.terratunnel.webhook.verdict.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What is signed: text with holes, such as `v0:{ts}:{body}`.
///
/// @param text with the holes `{id}`, `{ts}`, `{method}`, `{url}`, `{hubspotUrl}`, `{secret}`,
///   `{body}`
record Template(String text) {
    private static final Set<String> HOLES =
            Set.of("{id}", "{ts}", "{method}", "{url}", "{hubspotUrl}", "{secret}", "{body}");

    private static final Pattern PART = Pattern.compile("\\{\\w+}|[^{]+");

    /// Which escapes HubSpot decodes.
    private static final Pattern HUBSPOT_DECODED =
            Pattern.compile("%(3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)", Pattern.CASE_INSENSITIVE);

    Template {
        for (String part : parts(text)) {
            if (part.startsWith("{") && !HOLES.contains(part)) {
                throw new IllegalArgumentException("template: " + part + " (expected: a hole)");
            }
        }
    }

    private static List<String> parts(String text) {
        return PART.matcher(text).results().map(MatchResult::group).toList();
    }

    boolean has(String hole) {
        return text.contains("{" + hole + "}");
    }

    /// The bytes in the order in which they are signed.
    List<byte[]> filled(String id, String stamp, byte[] key, Material material) throws Refusal {
        List<byte[]> filled = new ArrayList<>();
        for (String part : parts(text)) {
            filled.add(
                    switch (part) {
                        case "{id}" -> latin1(id);
                        case "{ts}" -> latin1(stamp);
                        case "{method}" -> latin1(material.method());
                        case "{url}" -> utf8(material.knownUrl());
                        case "{hubspotUrl}" -> utf8(decodedForHubSpot(material.knownUrl()));
                        case "{secret}" -> key;
                        case "{body}" -> material.body();
                        default -> utf8(part);
                    });
        }
        return filled;
    }

    static String decodedForHubSpot(String url) {
        return HUBSPOT_DECODED
                .matcher(url)
                .replaceAll(escape ->
                        Matcher.quoteReplacement(
                                String.valueOf((char) Integer.parseInt(escape.group(1), 16))));
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
