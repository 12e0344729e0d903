package io.terrateam.terratunnel.control.store;

import java.time.Instant;
import java.util.Optional;

/// One line of the audit log.
///
/// Where a key did it, its owner is filled in while the line is written.
///
/// @param id its number, 0 before it is stored
/// @param subdomain the tunnel's name; empty where there is none
/// @param localEndpoint what the agent said that it forwards to
/// @param connectionId the link's id
/// @param eventType what happened, such as `connect` or `login`
/// @param userId who did it
/// @param username their login name at that time, may be empty
/// @param target whom or what it was done to, may be empty
/// @param additionalData JSON, or empty
public record AuditRow(
        long id,
        Instant at,
        String eventType,
        Optional<Long> userId,
        String username,
        Optional<Long> apiKeyId,
        String peerAddress,
        String userAgent,
        String subdomain,
        String hostname,
        String localEndpoint,
        String connectionId,
        String target,
        String additionalData) {}
