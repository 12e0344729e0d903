package io.terrateam.terratunnel.edge.spi;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// What somebody who wants to open a link says about themselves, before anything is decided.
///
/// @param apiKey the bearer key, or null where none was sent
/// @param resumeToken the token of the anonymous tunnel to get back, or null
/// @param localEndpoint what the agent forwards to, as it says; for display and audit only, never
///   trusted
/// @param userAgent the agent's product and version, as it says
/// @param peer the address that the link comes from
public record LinkApplication(
        @Nullable Secret apiKey,
        @Nullable Secret resumeToken,
        String localEndpoint,
        String userAgent,
        InetAddress peer) {}
