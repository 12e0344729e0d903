package io.terrateam.terratunnel.control.web;

/// What a route does.
@FunctionalInterface
public interface Handler {
    /// Answers one call.
    ///
    /// Failure: a [Refusal] becomes an error page or document; anything else a 500.
    Answer handle(Call call);
}
