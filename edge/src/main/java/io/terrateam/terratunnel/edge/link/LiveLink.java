package io.terrateam.terratunnel.edge.link;

import io.terrateam.terratunnel.edge.spi.LinkApplication;
import io.terrateam.terratunnel.edge.spi.LinkVerdict;
import io.terrateam.terratunnel.protocol.TunnelName;
import java.time.Instant;

/// A link that serves its tunnel now.
///
/// @param id the id in the logs and in the `Terratunnel-Link` field
/// @param since when it became usable
/// @param from who is at the other end, as they say
/// @param version the version of the wire that it speaks
public record LiveLink(
        String id,
        TunnelName tunnel,
        LinkVerdict.Holder holder,
        Instant since,
        LinkApplication from,
        int version) {}
