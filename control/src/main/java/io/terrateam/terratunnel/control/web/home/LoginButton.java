package io.terrateam.terratunnel.control.web.home;

/// A way to sign in.
///
/// @param provider `github` or `gitlab`
/// @param label what people call it
/// @param href where the login begins
/// @param first whether it is the one to offer most
public record LoginButton(String provider, String label, String href, boolean first) {}
