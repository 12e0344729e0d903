package io.terrateam.terratunnel.cli.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The `.env` file of the working directory: lines of `NAME=value`.
///
/// `export ` before the name, comments, single quotes (taken as they are) and double quotes (with
/// `\n`, `\"` and `\\`) are understood; nothing is expanded. Lines that are none of this are
/// somebody else's business and skipped.
public final class DotEnv implements Layer {
    private static final Pattern LINE =
            Pattern.compile("\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*(.*?)\\s*");

    private final Path file;
    private final Map<String, String> values;

    private DotEnv(Path file, Map<String, String> values) {
        this.file = file;
        this.values = values;
    }

    /// Reads the file; one that doesn't exist or can't be read says nothing.
    public static DotEnv read(Path file) {
        try {
            return new DotEnv(file, parse(Files.readString(file, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            return new DotEnv(file, Map.of());
        }
    }

    @Override
    public Optional<Found> find(Setting<?> setting) {
        return Optional.ofNullable(values.get(setting.variable()))
                .filter(text -> !text.isEmpty())
                .map(text -> new Found(text, new Source.DotEnvFile(file, setting.variable())));
    }

    static Map<String, String> parse(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        text.lines()
                .forEach(line -> {
                    Matcher matcher = LINE.matcher(line);
                    if (matcher.matches()) {
                        values.put(matcher.group(1), value(matcher.group(2)));
                    }
                });
        return values;
    }

    private static String value(String raw) {
        if (raw.startsWith("'")) {
            int end = raw.indexOf('\'', 1);
            return end < 0 ? raw : raw.substring(1, end);
        }
        if (raw.startsWith("\"")) {
            return doubleQuoted(raw);
        }
        int comment = raw.indexOf(" #");
        boolean onlyComment = raw.startsWith("#");
        return onlyComment ? "" : comment < 0 ? raw : raw.substring(0, comment).strip();
    }

    private static String doubleQuoted(String raw) {
        StringBuilder value = new StringBuilder();
        for (int i = 1; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '"') {
                return value.toString();
            }
            if (c == '\\' && i + 1 < raw.length()) {
                char next = raw.charAt(++i);
                value.append(next == 'n' ? '\n' : next);
            } else {
                value.append(c);
            }
        }
        return raw;
    }
}
