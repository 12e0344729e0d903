package io.terrateam.terratunnel.control.login;

import io.terrateam.terratunnel.control.session.OpaqueToken;
import java.net.URI;
import java.time.Duration;

/// How it goes on when somebody wants to sign in.
public sealed interface LoginStart {
    /// At the provider.
    ///
    /// @param browser for a cookie of the browser, which has to come back with it
    record AtProvider(URI uri, OpaqueToken browser) implements LoginStart {}

    /// Not at all: there is no such provider here.
    record NotConfigured() implements LoginStart {}

    /// Later: too many began from the same address.
    record TooMany(Duration retryAfter) implements LoginStart {}
}
