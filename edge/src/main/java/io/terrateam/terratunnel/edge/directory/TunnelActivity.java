package io.terrateam.terratunnel.edge.directory;

import io.terrateam.terratunnel.protocol.TunnelName;
import java.util.List;

/// What a tunnel was used for, as of one moment.
///
/// Counts begin when the server starts, and again when a tunnel that nobody serves is forgotten.
///
/// @param exchanges how many have ended
/// @param failures how many of them had no answer, a broken one, or one with a status from 500 on
/// @param open how many run now
/// @param recent the last of them, newest first
public record TunnelActivity(
        TunnelName tunnel, long exchanges, long failures, int open, List<RecentExchange> recent) {}
