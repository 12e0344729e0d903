package io.terrateam.terratunnel.server;

import io.terrateam.terratunnel.control.ControlConfig;
import io.terrateam.terratunnel.edge.config.EdgeConfig;
import java.net.URI;
import java.nio.file.Path;

/// All that a server needs to know, read once.
///
/// @param edge the data plane
/// @param databaseFile the SQLite file; made where it does not exist
/// @param isKeyRequired whether nobody gets a tunnel without a key
/// @param control people, their tunnels and keys
public record ServerConfig(
        EdgeConfig edge, Path databaseFile, boolean isKeyRequired, ControlConfig control) {

    /// A server that nobody signs in to.
    public ServerConfig(EdgeConfig edge, Path databaseFile, boolean isKeyRequired) {
        this(
                edge,
                databaseFile,
                isKeyRequired,
                ControlConfig.at(URI.create(edge.publicScheme() + "://" + edge.domain())));
    }
}
