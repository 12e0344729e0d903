package io.terrateam.terratunnel.control.web;

import java.util.List;

/// An answer other than the one that was asked for, for a reason that the visitor may know.
///
/// Thrown by handlers, caught in one place ([WebApplication]), where it becomes a page or a JSON
/// document.
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient List<Field> fields;

    /// @param status the HTTP status
    /// @param detail what is wrong, for the visitor's eyes
    public Refusal(int status, String detail) {
        this(status, detail, List.of());
    }

    /// @param fields of the answer's head
    public Refusal(int status, String detail, List<Field> fields) {
        super(detail, null, false, false);
        this.status = status;
        this.fields = List.copyOf(fields);
    }

    /// That too many of a kind have come; they may again after some seconds.
    public static Refusal tooMany(String detail, int retryAfterSeconds) {
        return new Refusal(
                429,
                detail,
                List.of(new Field("Retry-After", Integer.toString(retryAfterSeconds))));
    }

    /// The HTTP status.
    public int status() {
        return status;
    }

    /// What is wrong, for the visitor's eyes.
    public String detail() {
        String detail = getMessage();
        return detail == null ? "" : detail;
    }

    /// Of the answer's head.
    public List<Field> fields() {
        return fields;
    }
}
