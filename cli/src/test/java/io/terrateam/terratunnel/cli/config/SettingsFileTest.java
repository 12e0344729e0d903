package io.terrateam.terratunnel.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsFileTest {
    @TempDir Path dir;

    @Test
    void readsSectionsAndLists() throws IOException {
        Layer file =
                read(
                        """
                        log-level: DEBUG
                        server:
                          port: 9000
                          trusted-proxies: [10.0.0.0/8, "::1"]
                        client:
                        """);

        assertThat(file.find(GlobalSettings.LOG_LEVEL)).map(Layer.Found::text).contains("DEBUG");
        assertThat(file.find(ServerSettings.PORT)).map(Layer.Found::text).contains("9000");
        assertThat(file.find(ServerSettings.TRUSTED_PROXIES))
                .map(Layer.Found::text)
                .contains("10.0.0.0/8,::1");
        assertThat(file.find(ServerSettings.HOST)).isEmpty();
    }

    @Test
    void unknownKeyNamesTheNearestOne() {
        assertThatThrownBy(() -> read("server:\n  prot: 1\n"))
                .hasMessageContaining("server.prot: unknown setting (did you mean server.port?)");
        assertThatThrownBy(() -> read("sevrer:\n  port: 1\n"))
                .hasMessageContaining("did you mean server.port?");
        assertThatThrownBy(() -> read("a: 1\nb: 2\n"))
                .satisfies(e -> assertThat(((ConfigurationException) e).faults()).hasSize(2));
    }

    @Test
    void emptyFileSaysNothing() throws IOException {
        assertThat(read("# nothing\n").find(ServerSettings.PORT)).isEmpty();
    }

    @Test
    void whatIsNoYamlIsRefused() {
        assertThatThrownBy(() -> read("server: [")).hasMessageContaining("is not valid YAML");
        assertThatThrownBy(() -> read("just words"))
                .hasMessageContaining("a map of settings is expected");
        assertThatThrownBy(() -> SettingsFile.read(dir.resolve("missing.yml"), List.of()))
                .hasMessageContaining("no such file");
    }

    private Layer read(String text) throws IOException {
        List<Setting<?>> known = new ArrayList<>(ServerSettings.ALL);
        known.add(GlobalSettings.LOG_LEVEL);
        return SettingsFile.read(Files.writeString(dir.resolve("config.yml"), text), known);
    }
}
