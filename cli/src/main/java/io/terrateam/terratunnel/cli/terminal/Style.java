package io.terrateam.terratunnel.cli.terminal;

/// Colours, where they are wanted.
///
/// @param colours whether there are any
public record Style(boolean colours) {
    private static final String ESCAPE = "\u001b[";

    /// Something good.
    public String good(String text) {
        return paint("32", text);
    }

    /// Something to notice.
    public String notice(String text) {
        return paint("33", text);
    }

    /// Something bad.
    public String bad(String text) {
        return paint("31", text);
    }

    /// Something important.
    public String strong(String text) {
        return paint("1", text);
    }

    /// Something beside the point.
    public String faint(String text) {
        return paint("2", text);
    }

    /// An HTTP status by its class.
    public String status(String status) {
        return switch (status.isEmpty() ? '-' : status.charAt(0)) {
            case '2', '1' -> good(status);
            case '3' -> status;
            case '4' -> notice(status);
            default -> bad(status);
        };
    }

    private String paint(String code, String text) {
        return colours ? ESCAPE + code + "m" + text + ESCAPE + "0m" : text;
    }
}
