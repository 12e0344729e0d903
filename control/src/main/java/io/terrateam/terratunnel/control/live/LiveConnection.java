package io.terrateam.terratunnel.control.live;

import java.time.Instant;

/// A link that serves its tunnel now.
///
/// @param linkId the id in the logs
/// @param tunnel the tunnel's name, in lower case
/// @param anonymous whether the tunnel is nobody's
/// @param since when it became usable
/// @param address where it comes from
/// @param localEndpoint what the agent says that it forwards to
/// @param userAgent what the agent calls itself
/// @param version the version of the wire that it speaks
public record LiveConnection(
        String linkId,
        String tunnel,
        boolean anonymous,
        Instant since,
        String address,
        String localEndpoint,
        String userAgent,
        int version) {}
