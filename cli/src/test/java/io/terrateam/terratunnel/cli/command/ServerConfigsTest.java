package io.terrateam.terratunnel.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.cli.config.Configuration;
import io.terrateam.terratunnel.cli.config.ConfigurationReader;
import io.terrateam.terratunnel.cli.config.EnvironmentLayer;
import io.terrateam.terratunnel.cli.config.ServerSettings;
import io.terrateam.terratunnel.control.store.engine.DatabaseLocation.SqliteFile;
import io.terrateam.terratunnel.edge.config.EdgeConfig;
import io.terrateam.terratunnel.protocol.http.Authority;
import io.terrateam.terratunnel.protocol.link.LinkLimits;
import io.terrateam.terratunnel.server.ServerConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerConfigsTest {
    private static final Path DIRECTORY = Path.of("/srv");

    @Test
    void defaultsAreThoseOfTheEdge() {
        assertThat(ServerConfigs.of(read(Map.of()), DIRECTORY))
                .isEqualTo(
                        new ServerConfig(
                                new EdgeConfig(
                                        "0.0.0.0",
                                        8_000,
                                        new Authority("tunnel.terrateam.dev", -1),
                                        "https",
                                        List.of(),
                                        EdgeConfig.Sizes.DEFAULT,
                                        EdgeConfig.Times.DEFAULT,
                                        EdgeConfig.Counts.DEFAULT,
                                        LinkLimits.DEFAULT),
                                Path.of("/srv/terratunnel.db"),
                                true));
    }

    @Test
    void variablesOfTheOriginalHold() {
        ServerConfig config =
                ServerConfigs.of(
                        read(
                                Map.of(
                                        "TERRATUNNEL_MAX_REQUEST_SIZE", "0",
                                        "TERRATUNNEL_MAX_RESPONSE_SIZE", "1000",
                                        "TERRATUNNEL_DB_PATH", "/data/t.db",
                                        "REQUIRE_AUTH_FOR_TUNNELS", "False",
                                        "TERRATUNNEL_DRAIN_TIMEOUT", "5s")),
                        DIRECTORY);

        assertThat(config.edge().sizes().requestBody()).isZero();
        assertThat(config.edge().sizes().responseBody()).isEqualTo(1_000);
        assertThat(config.edge().times().drain()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.database()).isEqualTo(new SqliteFile(Path.of("/data/t.db")));
        assertThat(config.isKeyRequired()).isFalse();
    }

    @Test
    void databaseUrlTakesThePlaceOfTheFile() {
        ServerConfig config =
                ServerConfigs.of(
                        read(Map.of("TERRATUNNEL_DATABASE_URL", "postgres://me:pw@db/tunnels")),
                        DIRECTORY);

        assertThat(config.database()).hasToString("postgresql://db/tunnels");
        assertThat(config.toString()).doesNotContain("pw");
    }

    @ParameterizedTest
    @CsvSource({
        "auto,tunnel.example.com,https",
        "auto,tunnel.example.com:443,https",
        "auto,tunnel.example.com:8000,http",
        "auto,localhost,http",
        "auto,a.localhost,http",
        "auto,127.0.0.1,http",
        "https,localhost:8000,https",
        "http,tunnel.example.com,http"
    })
    void schemeOfPublicUrls(String wanted, String domain, String expected) {
        assertThat(ServerConfigs.scheme(wanted, Authority.parse(domain).orElseThrow()))
                .isEqualTo(expected);
    }

    private static Configuration read(Map<String, String> environment) {
        return new ConfigurationReader(List.of(new EnvironmentLayer(environment)))
                .read(ServerSettings.ALL);
    }
}
