package io.terrateam.terratunnel.control.store;

import java.time.Instant;
import java.util.Optional;

/// One line of the audit log.
///
/// @param subdomain the tunnel's name; empty where a refused agent never got one
/// @param localEndpoint what the agent said that it forwards to
/// @param connectionId the link's id
/// @param eventType `connect`, `disconnect` or `refused`
/// @param additionalData JSON, or empty
public record AuditRow(
        Instant at,
        String subdomain,
        String hostname,
        String localEndpoint,
        String peerAddress,
        String userAgent,
        String connectionId,
        String eventType,
        Optional<Long> apiKeyId,
        String additionalData) {}
