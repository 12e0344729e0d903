package io.terrateam.terratunnel.control.login.provider;

import java.net.URI;

/// This server as a provider knows it.
///
/// @param clientId the app's id at the provider; no secret
/// @param clientSecret proves to the provider that we are that app
/// @param webUrl the provider's pages, without a slash at the end
/// @param apiUrl the provider's API, without a slash at the end
public record OAuthApp(String clientId, ClientSecret clientSecret, URI webUrl, URI apiUrl) {}
