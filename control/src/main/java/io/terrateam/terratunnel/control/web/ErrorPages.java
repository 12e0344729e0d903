package io.terrateam.terratunnel.control.web;

import java.util.Optional;

/// Draws the page of an error.
@FunctionalInterface
public interface ErrorPages {
    /// A page.
    ///
    /// @param detail what is wrong, for the visitor's eyes
    /// @param signedIn who looks at it, where that is known
    byte[] page(WebRequest request, int status, String detail, Optional<SignedIn> signedIn);
}
