package io.terrateam.terratunnel.control.browser;

/// One value of a row, as text.
///
/// @param kind what it is in the database
/// @param isCut whether `text` is only its beginning
public record Cell(Kind kind, String text, boolean isCut) {

    /// What a value is.
    public enum Kind {
        /// None.
        NULL,
        /// An integer or a floating-point number.
        NUMBER,
        /// True or false.
        BOOLEAN,
        /// Text.
        TEXT,
        /// Bytes, shown in hex.
        BYTES
    }

    static final Cell NULL = new Cell(Kind.NULL, "", false);
}
