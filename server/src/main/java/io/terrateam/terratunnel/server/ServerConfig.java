package io.terrateam.terratunnel.server;

import io.terrateam.terratunnel.edge.config.EdgeConfig;
import java.nio.file.Path;

/// All that a server needs to know, read once.
///
/// @param edge the data plane
/// @param databaseFile the SQLite file; made where it does not exist
/// @param isKeyRequired whether nobody gets a tunnel without a key
public record ServerConfig(EdgeConfig edge, Path databaseFile, boolean isKeyRequired) {}
