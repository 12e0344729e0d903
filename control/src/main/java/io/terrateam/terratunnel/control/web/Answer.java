package io.terrateam.terratunnel.control.web;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What a handler answers; [WebApplication] adds the fields that every answer has.
///
/// @param status the HTTP status
/// @param fields of its head, `Content-Length` left out
/// @param body what follows
public record Answer(int status, List<Field> fields, Body body) {

    /// The body of an answer.
    public sealed interface Body {
        /// Bytes that are there already.
        record Whole(byte[] bytes) implements Body {}

        /// Bytes that are made while they are sent.
        record Streamed(Writer writer) implements Body {}
    }

    /// Makes a body. If it fails, the answer looks cut.
    @FunctionalInterface
    public interface Writer {
        /// Writes all of the body; blocks while the visitor is slow.
        void writeTo(OutputStream out) throws IOException;
    }

    private static final Body NOTHING = new Body.Whole(new byte[0]);

    /// Copies the fields.
    public Answer {
        fields = List.copyOf(fields);
    }

    /// A text of some media type.
    public static Answer text(int status, String mediaType, String text) {
        return bytes(status, mediaType, text.getBytes(StandardCharsets.UTF_8));
    }

    /// Bytes of some media type.
    public static Answer bytes(int status, String mediaType, byte[] bytes) {
        return new Answer(
                status, List.of(new Field("Content-Type", mediaType)), new Body.Whole(bytes));
    }

    /// A page.
    public static Answer html(int status, byte[] page) {
        return bytes(status, "text/html; charset=utf-8", page);
    }

    /// A JSON document.
    public static Answer json(int status, String document) {
        return text(status, "application/json", document);
    }

    /// Sends the browser elsewhere with a GET.
    ///
    /// @param location a path of ours, or a URL that has been checked
    public static Answer redirect(String location) {
        return new Answer(302, List.of(new Field("Location", location)), NOTHING);
    }

    /// Only a status.
    public static Answer empty(int status) {
        return new Answer(status, List.of(), NOTHING);
    }

    /// A file to be saved, made while it is sent.
    ///
    /// @param fileName letters, digits, `-`, `_` and `.`
    public static Answer download(String mediaType, String fileName, Writer writer) {
        return new Answer(
                200,
                List.of(
                        new Field("Content-Type", mediaType),
                        new Field(
                                "Content-Disposition",
                                "attachment; filename=\"" + fileName + "\"")),
                new Body.Streamed(writer));
    }

    /// The same with another field in its head.
    public Answer with(String name, String value) {
        List<Field> more = new ArrayList<>(fields);
        more.add(new Field(name, value));
        return new Answer(status, more, body);
    }
}
