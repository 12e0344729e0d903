package io.terrateam.terratunnel.control.web;

/// What a page may load and where its forms may lead: nothing inline, nothing from elsewhere, no
/// frame around it.
///
/// Spec: Content Security Policy level 3.
public final class ContentPolicy {
    private static final String FORM_ACTION = "form-action 'self'";

    /// For every page that says nothing else.
    static final String USUAL =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
                    + "connect-src 'self'; font-src 'self'; manifest-src 'self'; "
                    + FORM_ACTION
                    + "; base-uri 'none'; frame-ancestors 'none'";

    private ContentPolicy() {}

    /// The same, for a page whose forms may end up at one more origin.
    ///
    /// @param origin has been checked
    public static String withFormsTo(String origin) {
        // The policy's grammar has no IPv6 addresses.
        String source =
                origin.contains("[") ? origin.substring(0, origin.indexOf(':') + 1) : origin;
        return USUAL.replace(FORM_ACTION, FORM_ACTION + " " + source);
    }
}
