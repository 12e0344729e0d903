package io.terrateam.terratunnel.control.login;

import java.util.Optional;

/// What a browser came back from a provider with.
///
/// @param provider whose callback it is
/// @param browser the cookie that it was given when it went
/// @param issuer who says that it answered, where it says so (RFC 9207)
public record Callback(
        String provider,
        Optional<String> browser,
        Optional<String> state,
        Optional<String> code,
        Optional<String> error,
        Optional<String> issuer) {}
