package io.terrateam.terratunnel.testkit.provider;

/// How the provider behaves.
public enum ProviderMood {
    /// As it should; people agree without being asked.
    FINE,
    /// As it should; people are asked on a page with the buttons `Authorize` and `Cancel`.
    ASKING,
    /// People don't agree.
    DENYING,
    /// The browser is sent back with another state than it came with.
    OTHER_STATE,
    /// The browser is sent back with an issuer that is somebody else.
    OTHER_ISSUER,
    /// Nothing but status 500, other than for the page that people see.
    BROKEN,
    /// No answer for a minute, other than for the page that people see.
    SILENT,
    /// Endless answers, other than for the page that people see.
    ENDLESS,
    /// Answers that are no JSON, other than for the page that people see.
    GARBLED,
    /// Answers are redirects to elsewhere, other than for the page that people see.
    REDIRECTING
}
