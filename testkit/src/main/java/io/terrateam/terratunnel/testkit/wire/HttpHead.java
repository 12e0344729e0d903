package io.terrateam.terratunnel.testkit.wire;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The head of an HTTP/1.1 message as it arrived: the start line and the field lines, in order and
/// untouched.
///
/// @param startLine request line or status line
/// @param lines the field lines, `name: value`
public record HttpHead(String startLine, List<String> lines) {
    /// Copies the lines.
    public HttpHead {
        lines = List.copyOf(lines);
    }

    /// Reads a head up to its empty line; empty where the peer ended before the first byte of one.
    public static Optional<HttpHead> read(WireReader in) throws IOException {
        String start;
        try {
            start = in.line();
        } catch (EOFException e) {
            if (String.valueOf(e.getMessage()).endsWith("after: ")) {
                return Optional.empty();
            }
            throw e;
        }
        return Optional.of(new HttpHead(start, readLines(in)));
    }

    /// Field lines up to an empty line: those of a head, or trailers.
    static List<String> readLines(WireReader in) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = in.line(); !line.isEmpty(); line = in.line()) {
            lines.add(line);
        }
        return lines;
    }

    /// The status code of a response head.
    public int status() {
        return Integer.parseInt(startLine.split(" ", 3)[1]);
    }

    /// The method of a request head.
    public String method() {
        return startLine.split(" ", 3)[0];
    }

    /// The target of a request head, byte for byte.
    public String target() {
        return startLine.split(" ", 3)[1];
    }

    /// The first value of a field.
    public Optional<String> header(String name) {
        return headers(name).stream().findFirst();
    }

    /// All values of a field, in order.
    public List<String> headers(String name) {
        return valuesOf(lines, name);
    }

    /// Values of `name` among field lines.
    public static List<String> valuesOf(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.indexOf(':') == name.length())
                .filter(line -> line.regionMatches(true, 0, name, 0, name.length()))
                .map(line -> line.substring(name.length() + 1).strip())
                .toList();
    }
}
