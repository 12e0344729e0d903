package io.terrateam.terratunnel.control.login.provider;

import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import java.net.URI;

/// One login that is begun at a provider.
///
/// @param state comes back with the answer
/// @param verifier the secret half of PKCE; the provider sees its hash first
/// @param redirectUri where the provider sends the browser back to
public record LoginRequest(String state, CodeVerifier verifier, URI redirectUri) {}
