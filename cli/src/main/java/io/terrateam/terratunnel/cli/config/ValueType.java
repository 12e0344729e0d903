package io.terrateam.terratunnel.cli.config;

import io.netty.util.NetUtil;
import io.terrateam.terratunnel.control.login.Origin;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// How the text of a setting is read.
///
/// @param label what stands for a value in the help, as in `--port PORT`
/// @param expected what a valid text is, for messages and the reference page
/// @param isFlag whether it is an option without a value
/// @param parser reads a text; empty where it is not valid
public record ValueType<T>(
        String label, String expected, boolean isFlag, Function<String, Optional<T>> parser) {

    private static final List<String> YES = List.of("true", "1", "yes", "on");
    private static final List<String> NO = List.of("false", "0", "no", "off");

    /// A type whose parser throws `IllegalArgumentException` for what is not valid.
    public static <T> ValueType<T> of(String label, String expected, Function<String, T> parser) {
        return new ValueType<>(label, expected, false, text -> attempt(parser, text));
    }

    /// Any text.
    public static ValueType<String> text(String label, String expected) {
        return new ValueType<>(label, expected, false, Optional::of);
    }

    /// Yes or no, as the value of a variable or a key; on the command line the bare option means
    /// yes.
    public static ValueType<Boolean> flag() {
        return new ValueType<>("", "true or false", true, ValueType::yesOrNo);
    }

    /// Yes or no that is always written out.
    public static ValueType<Boolean> choice() {
        return new ValueType<>(
                "BOOL", "true, 1, yes, on, or false, 0, no, off", false, ValueType::yesOrNo);
    }

    /// One of some words, in any case.
    public static ValueType<String> oneOf(String... words) {
        List<String> known = List.of(words);
        return new ValueType<>(
                String.join("|", known),
                String.join(", ", known),
                false,
                text -> known.stream().filter(text::equalsIgnoreCase).findFirst());
    }

    /// A whole number.
    public static ValueType<Integer> integer(int least, int most) {
        return new ValueType<>(
                "N",
                most == Integer.MAX_VALUE ? "a number >= " + least : least + "-" + most,
                false,
                text ->
                        attempt(Integer::valueOf, text)
                                .filter(value -> value >= least && value <= most));
    }

    /// A length of time.
    public static ValueType<Duration> duration(Duration least, Duration most) {
        return new ValueType<>(
                "TIME",
                "a time such as 30s, 10m or 500ms, from "
                        + Durations.format(least)
                        + " to "
                        + Durations.format(most),
                false,
                text ->
                        Durations.parse(text)
                                .filter(d -> d.compareTo(least) >= 0 && d.compareTo(most) <= 0));
    }

    /// A number of bytes.
    public static ValueType<Long> size(long least, long most) {
        return new ValueType<>(
                "SIZE",
                "bytes, or a size such as 50MiB, from " + least + " to " + Sizes.format(most),
                false,
                text -> Sizes.parse(text).filter(size -> size >= least && size <= most));
    }

    /// A file.
    public static ValueType<Path> path() {
        return new ValueType<>(
                "FILE",
                "a path",
                false,
                text -> {
                    try {
                        return text.isBlank() ? Optional.empty() : Optional.of(Path.of(text));
                    } catch (InvalidPathException e) {
                        return Optional.empty();
                    }
                });
    }

    /// Where a server is: `ws`, `wss`, `http`, `https` or a bare host, which means `wss`.
    public static ValueType<URI> serverUrl() {
        return new ValueType<>(
                "URL",
                "wss://host, ws://host, https://host, http://host or host",
                false,
                ValueType::parseServerUrl);
    }

    /// Address ranges, separated by commas.
    public static ValueType<List<String>> ranges() {
        return new ValueType<>(
                "RANGES",
                "address ranges such as 10.0.0.0/8,::1, separated by commas",
                false,
                ValueType::parseRanges);
    }

    /// A web site or a folder of it, without a slash at its end.
    public static ValueType<URI> webUrl() {
        return new ValueType<>(
                "URL", "https://host or http://host", false, text -> WebUrls.parse(text.strip()));
    }

    /// Words, separated by commas.
    public static ValueType<List<String>> words(String label, String expected) {
        return new ValueType<>(label, expected, false, text -> Optional.of(split(text)));
    }

    /// Origins of web sites, separated by commas.
    public static ValueType<List<Origin>> origins() {
        return new ValueType<>(
                "ORIGINS",
                "origins such as https://setup.example.com, separated by commas",
                false,
                text -> {
                    List<Optional<Origin>> origins =
                            split(text).stream().map(Origin::parse).toList();
                    return origins.stream().allMatch(Optional::isPresent)
                            ? Optional.of(origins.stream().flatMap(Optional::stream).toList())
                            : Optional.empty();
                });
    }

    private static List<String> split(String text) {
        return Arrays.stream(text.split(",")).map(String::strip).filter(s -> !s.isEmpty()).toList();
    }

    private static Optional<Boolean> yesOrNo(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        if (YES.contains(lower)) {
            return Optional.of(true);
        }
        return NO.contains(lower) ? Optional.of(false) : Optional.empty();
    }

    private static Optional<URI> parseServerUrl(String text) {
        String url = text.strip();
        try {
            URI uri = new URI(url.contains("://") ? url : "wss://" + url);
            String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
            boolean known = List.of("ws", "wss", "http", "https").contains(scheme);
            boolean valid =
                    known
                            && uri.getHost() != null
                            && uri.getUserInfo() == null
                            && uri.getPort() <= 65_535;
            return valid
                    ? Optional.of(
                            new URI(scheme, null, uri.getHost(), uri.getPort(), null, null, null))
                    : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static Optional<List<String>> parseRanges(String text) {
        List<String> ranges = split(text);
        return ranges.stream().allMatch(ValueType::isRange)
                ? Optional.of(ranges)
                : Optional.empty();
    }

    private static boolean isRange(String text) {
        String[] parts = text.split("/", -1);
        boolean four = NetUtil.isValidIpV4Address(parts[0]);
        if (!four && !NetUtil.isValidIpV6Address(parts[0])) {
            return false;
        }
        return parts.length == 1
                || (parts.length == 2
                        && attempt(Integer::valueOf, parts[1])
                                .filter(bits -> bits >= 0 && bits <= (four ? 32 : 128))
                                .isPresent());
    }

    private static <T> Optional<T> attempt(Function<String, T> parser, String text) {
        try {
            return Optional.of(parser.apply(text.strip()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
