package io.terrateam.terratunnel.webhook.verdict;

/// What must have been done to a body after it was signed, known because the signature fits the
/// body without it.
public enum BodyChange {
    /// A line end stands behind what was signed.
    LINE_END_ADDED("a line end was added at its end"),
    /// The line end that was signed is missing.
    LINE_END_REMOVED("the line end at its end was taken off"),
    /// LF became CR LF.
    LINE_ENDS_TO_CRLF("its line ends were changed from LF to CR LF"),
    /// CR LF became LF.
    LINE_ENDS_TO_LF("its line ends were changed from CR LF to LF"),
    /// JSON was read and written again.
    JSON_REWRITTEN("its JSON was read and written again, with other spaces, escapes or order"),
    /// UTF-8 was taken for ISO 8859-1, or the other way round.
    CHARSET("its characters were changed from one charset to another"),
    /// A byte order mark was put in front.
    MARK_ADDED("a byte order mark was put in front of it"),
    /// The byte order mark is missing.
    MARK_REMOVED("its byte order mark was taken off"),
    /// The signature is that of the decompressed body.
    COMPRESSED("it is compressed; the signature fits what is in it"),
    /// The body is Base64 of what was signed.
    BASE64("it was encoded as Base64"),
    /// A form's field `payload` was taken out of its form.
    TAKEN_FROM_FORM("it was taken out of the field payload of a form"),
    /// Nothing was signed.
    ADDED("it was signed as an empty body"),
    /// Shorter than `Content-Length` says.
    CUT("it is shorter than Content-Length says"),
    /// Longer than `Content-Length` says.
    LENGTHENED("it is longer than Content-Length says"),
    /// A checksum that came along doesn't fit.
    CHECKSUM("its checksum, which came along, is that of another body");

    private final String meaning;

    BodyChange(String meaning) {
        this.meaning = meaning;
    }

    /// In a few words, to stand behind "the body was changed:".
    public String meaning() {
        return meaning;
    }
}
