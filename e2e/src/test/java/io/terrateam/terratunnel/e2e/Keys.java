package io.terrateam.terratunnel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.testkit.TunnelSystem;
import io.terrateam.terratunnel.testkit.process.ProcessUnderTest;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/// Keys made by the program's own command.
public final class Keys {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Keys() {}

    /// Makes a key that owns the name.
    public static String create(TunnelSystem tunnel, String name) throws IOException {
        ProcessUnderTest command =
                tunnel.command(
                        "server",
                        "keys",
                        "create",
                        "--db-path",
                        tunnel.database().toString(),
                        "--tunnel",
                        name);
        String key = command.awaitLine("(ttk_[0-9A-Za-z]{36})", PATIENCE).group(1);
        assertThat(command.awaitExit(PATIENCE)).hasValue(0);
        return key;
    }

    static Map<String, String> variable(String key) {
        return Map.of(Options.API_KEY, key);
    }
}
