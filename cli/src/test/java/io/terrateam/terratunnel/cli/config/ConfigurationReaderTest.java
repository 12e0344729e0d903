package io.terrateam.terratunnel.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationReaderTest {
    @TempDir Path dir;

    /// Which layers say something, strongest first; the first of them must win.
    @ParameterizedTest
    @ValueSource(strings = {"OVEF", "OVE", "OF", "VEF", "VF", "EF", "E", "F", "V", "O", ""})
    void strongestLayerWins(String saying) throws IOException {
        Map<Character, Layer> layers =
                Map.of(
                        'O', option("1"),
                        'V', new EnvironmentLayer(Map.of("TERRATUNNEL_PORT", "2")),
                        'E', dotEnv("TERRATUNNEL_PORT=3"),
                        'F', file("server:\n  port: 4\n"));
        List<Layer> used =
                "OVEF"
                        .chars()
                        .filter(c -> saying.indexOf(c) >= 0)
                        .mapToObj(c -> layers.get((char) c))
                        .toList();

        Configuration values = new ConfigurationReader(used).read(List.of(ServerSettings.PORT));

        int expected = saying.isEmpty() ? 8_000 : 1 + "OVEF".indexOf(saying.charAt(0));
        assertThat(values.get(ServerSettings.PORT)).isEqualTo(expected);
        assertThat(values.source(ServerSettings.PORT).toString())
                .startsWith(
                        switch (saying.isEmpty() ? 'D' : saying.charAt(0)) {
                            case 'O' -> "option --port";
                            case 'V' -> "variable TERRATUNNEL_PORT";
                            case 'E' -> "TERRATUNNEL_PORT in ";
                            case 'F' -> "server.port in ";
                            default -> "default";
                        });
    }

    @Test
    void everyFaultIsReportedWithItsSource() {
        Layer environment =
                new EnvironmentLayer(
                        Map.of(
                                "TERRATUNNEL_DRAIN_TIMEOUT", "soon",
                                "REQUIRE_AUTH_FOR_TUNNELS", "maybe"));

        ConfigurationException fault =
                catchThrowableOfType(
                        ConfigurationException.class,
                        () ->
                                new ConfigurationReader(List.of(option("99999"), environment))
                                        .read(ServerSettings.ALL));

        assertThat(fault.faults())
                .hasSize(3)
                .contains("--port: 99999 (expected: 0-65535)")
                .anySatisfy(text ->
                        assertThat(text)
                                .startsWith("--require-auth: maybe")
                                .endsWith("from variable REQUIRE_AUTH_FOR_TUNNELS"))
                .anySatisfy(text -> assertThat(text).startsWith("--drain-timeout: soon"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "0", "no", "off", "FALSE", "Off"})
    void onlyTheseWordsTurnAuthenticationOff(String word) {
        assertThat(auth(word)).contains(false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "1", "yes", "on", "True", "YES"})
    void theseWordsTurnItOn(String word) {
        assertThat(auth(word)).contains(true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"maybe", "f", "n", "disabled", "-1", "null", "treu"})
    void anythingElseIsRefused(String word) {
        assertThat(auth(word)).isEmpty();
    }

    @Test
    void authenticationIsOnByDefaultAndWhereTheVariableIsEmpty() {
        Configuration values =
                new ConfigurationReader(
                                List.of(
                                        new EnvironmentLayer(
                                                Map.of("REQUIRE_AUTH_FOR_TUNNELS", ""))))
                        .read(List.of(ServerSettings.REQUIRE_AUTH));

        assertThat(values.get(ServerSettings.REQUIRE_AUTH)).isTrue();
    }

    @Test
    void secretsAreNotShown() {
        Configuration values =
                new ConfigurationReader(
                                List.of(
                                        new EnvironmentLayer(
                                                Map.of("TERRATUNNEL_API_KEY", "ttk_abc"))))
                        .read(List.of(ClientSettings.API_KEY));

        assertThat(values.shown(ClientSettings.API_KEY)).isEqualTo("[hidden]");
        assertThat(values.get(ClientSettings.API_KEY)).isEqualTo("ttk_abc");
    }

    @Test
    void everySettingHasItsOwnVariableInItsScopeAndAValidDefault() {
        for (List<Setting<?>> scope :
                List.of(
                        GlobalSettings.ALL,
                        ServerSettings.ALL,
                        ClientSettings.ALL,
                        DemoSettings.ALL)) {
            assertThat(scope).extracting(Setting::variable).doesNotHaveDuplicates();
            assertThat(scope)
                    .filteredOn(setting -> setting.fallback() != null)
                    .allSatisfy(setting ->
                            assertThat(setting.type().parser().apply(setting.fallback()))
                                    .as(setting.key())
                                    .isPresent());
        }
    }

    private static Optional<Boolean> auth(String word) {
        return ServerSettings.REQUIRE_AUTH.type().parser().apply(word);
    }

    private static Layer option(String port) {
        return setting ->
                setting == ServerSettings.PORT
                        ? Optional.of(new Layer.Found(port, new Source.Option("--port")))
                        : Optional.empty();
    }

    private Layer dotEnv(String text) throws IOException {
        return DotEnv.read(Files.writeString(dir.resolve(".env"), text));
    }

    private Layer file(String text) throws IOException {
        return SettingsFile.read(
                Files.writeString(dir.resolve("config.yml"), text), ServerSettings.ALL);
    }
}
