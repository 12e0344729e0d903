package io.terrateam.terratunnel.server;

import io.terrateam.terratunnel.control.ControlConfig;
import io.terrateam.terratunnel.control.store.engine.DatabaseLocation;
import io.terrateam.terratunnel.edge.config.EdgeConfig;
import java.net.URI;
import java.nio.file.Path;

/// All that a server needs to know, read once.
///
/// @param edge the data plane
/// @param database where it is; a SQLite file is made where it does not exist
/// @param isKeyRequired whether nobody gets a tunnel without a key
/// @param control people, their tunnels and keys
public record ServerConfig(
        EdgeConfig edge, DatabaseLocation database, boolean isKeyRequired, ControlConfig control) {

    /// A server that nobody signs in to.
    public ServerConfig(EdgeConfig edge, Path databaseFile, boolean isKeyRequired) {
        this(
                edge,
                new DatabaseLocation.SqliteFile(databaseFile),
                isKeyRequired,
                ControlConfig.at(URI.create(edge.publicScheme() + "://" + edge.domain())));
    }
}
