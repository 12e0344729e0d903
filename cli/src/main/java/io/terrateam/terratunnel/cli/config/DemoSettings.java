package io.terrateam.terratunnel.cli.config;

import static io.terrateam.terratunnel.cli.config.Scope.DEMO;

import io.terrateam.terratunnel.agent.origin.OriginAddress;
import java.util.List;

/// What `terratunnel demo` understands.
public final class DemoSettings {
    public static final Setting<OriginAddress> LOCAL_ENDPOINT =
            Setting.optional(
                    DEMO,
                    "local-endpoint",
                    ClientSettings.LOCAL_ENDPOINT.type(),
                    "A service of yours to show instead of the small application that comes along.");
    public static final Setting<Integer> PORT =
            Setting.optional(
                    DEMO,
                    "port",
                    ValueType.integer(0, 65_535),
                    "The port of the public URL. If it isn't given, 8000 or any free one.");

    /// All of them.
    public static final List<Setting<?>> ALL = List.of(LOCAL_ENDPOINT, PORT);

    private DemoSettings() {}
}
