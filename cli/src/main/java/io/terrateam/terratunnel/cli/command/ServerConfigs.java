package io.terrateam.terratunnel.cli.command;

import io.terrateam.terratunnel.cli.config.Configuration;
import io.terrateam.terratunnel.cli.config.ControlSettings;
import io.terrateam.terratunnel.cli.config.ServerSettings;
import io.terrateam.terratunnel.control.store.engine.DatabaseLocation;
import io.terrateam.terratunnel.control.store.engine.DatabaseLocation.SqliteFile;
import io.terrateam.terratunnel.edge.config.EdgeConfig;
import io.terrateam.terratunnel.protocol.http.Authority;
import io.terrateam.terratunnel.protocol.link.LinkLimits;
import io.terrateam.terratunnel.server.ServerConfig;
import java.nio.file.Path;

/// Turns settings into the server's configuration.
final class ServerConfigs {
    private static final int HTTPS_PORT = 443;

    private ServerConfigs() {}

    static ServerConfig of(Configuration values, Path directory) {
        Authority domain = values.get(ServerSettings.DOMAIN);
        EdgeConfig edge =
                new EdgeConfig(
                        values.get(ServerSettings.HOST),
                        values.get(ServerSettings.PORT),
                        domain,
                        scheme(values.get(ServerSettings.PUBLIC_SCHEME), domain),
                        values.get(ServerSettings.TRUSTED_PROXIES),
                        sizes(values),
                        times(values),
                        counts(values),
                        LinkLimits.DEFAULT);
        return new ServerConfig(
                edge,
                database(values, directory),
                values.get(ServerSettings.REQUIRE_AUTH),
                ControlConfigs.of(values, edge.publicScheme(), domain.toString()));
    }

    /// Where the database is.
    static DatabaseLocation database(Configuration values, Path directory) {
        return values.find(ControlSettings.DATABASE_URL)
                .<DatabaseLocation>map(database -> database)
                .orElseGet(() ->
                        new SqliteFile(directory.resolve(values.get(ServerSettings.DB_PATH))));
    }

    /// How public URLs begin where nobody said so.
    static String scheme(String wanted, Authority domain) {
        if (!wanted.equals("auto")) {
            return wanted;
        }
        String host = domain.host();
        boolean isLocal =
                host.equals("localhost")
                        || host.endsWith(".localhost")
                        || host.startsWith("[")
                        || host.chars().noneMatch(Character::isLetter);
        boolean isOddPort = domain.port() >= 0 && domain.port() != HTTPS_PORT;
        return isLocal || isOddPort ? "http" : "https";
    }

    private static EdgeConfig.Sizes sizes(Configuration values) {
        return new EdgeConfig.Sizes(
                values.get(ServerSettings.MAX_TARGET_SIZE).intValue(),
                values.get(ServerSettings.MAX_HEADER_SIZE).intValue(),
                values.get(ServerSettings.MAX_HEADER_FIELDS),
                values.get(ServerSettings.MAX_REQUEST_SIZE),
                values.get(ServerSettings.MAX_RESPONSE_SIZE),
                values.get(ServerSettings.LINK_BUFFER));
    }

    private static EdgeConfig.Times times(Configuration values) {
        return new EdgeConfig.Times(
                values.get(ServerSettings.HEAD_TIMEOUT),
                values.get(ServerSettings.IDLE_TIMEOUT),
                values.get(ServerSettings.REQUEST_BODY_TIMEOUT),
                values.get(ServerSettings.RESPONSE_TIMEOUT),
                values.get(ServerSettings.RESPONSE_IDLE_TIMEOUT),
                values.get(ServerSettings.WRITE_TIMEOUT),
                values.get(ServerSettings.HOLD_TIMEOUT),
                values.get(ServerSettings.LINK_TIMEOUT),
                values.get(ServerSettings.DRAIN_TIMEOUT));
    }

    private static EdgeConfig.Counts counts(Configuration values) {
        return new EdgeConfig.Counts(
                values.get(ServerSettings.MAX_CONNECTIONS),
                values.get(ServerSettings.MAX_CONNECTIONS_PER_ADDRESS),
                values.get(ServerSettings.MAX_EXCHANGES),
                values.get(ServerSettings.MAX_HELD),
                values.get(ServerSettings.MAX_STREAMS),
                values.get(ServerSettings.MAX_LINKS),
                values.get(ServerSettings.MAX_LINK_REQUESTS));
    }
}
