package io.terrateam.terratunnel.cli.command;

import io.terrateam.terratunnel.agent.AgentConfig;
import io.terrateam.terratunnel.agent.link.LinkVersions;
import io.terrateam.terratunnel.agent.link.ProxyRules;
import io.terrateam.terratunnel.agent.origin.OriginAddress;
import io.terrateam.terratunnel.cli.config.ClientSettings;
import io.terrateam.terratunnel.cli.config.Configuration;
import io.terrateam.terratunnel.cli.config.ConfigurationException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Turns settings into the agent's configuration.
final class ClientConfigs {
    private ClientConfigs() {}

    static AgentConfig of(Configuration values, Shell shell, AgentConfig.@Nullable ApiKey key) {
        return new AgentConfig(
                values.get(ClientSettings.SERVER_URL),
                origin(values),
                key,
                values.find(ClientSettings.CA).map(shell.directory()::resolve),
                values.get(ClientSettings.POOL),
                values.get(ClientSettings.MAX_CONNECT_TRIES),
                values.get(ClientSettings.RESPONSE_TIMEOUT),
                values.get(ClientSettings.DRAIN_TIMEOUT),
                hostHeader(values.get(ClientSettings.HOST_HEADER)),
                new AgentConfig.OriginTrust(
                        values.get(ClientSettings.LOCAL_INSECURE),
                        values.find(ClientSettings.LOCAL_CA).map(shell.directory()::resolve)),
                new AgentConfig.AgentLimits(
                        values.get(ClientSettings.MAX_RESPONSE_SIZE),
                        values.get(ClientSettings.MAX_EXCHANGES)),
                Version.userAgentText(),
                proxies(shell),
                bodyChecks(values.get(ClientSettings.VERIFY_BODIES)),
                linkVersions(values.get(ClientSettings.LINK_VERSION)));
    }

    private static ProxyRules proxies(Shell shell) {
        try {
            return ProxyRules.of(shell.environment());
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(List.of(String.valueOf(e.getMessage())));
        }
    }

    static OriginAddress origin(Configuration values) {
        return values.find(ClientSettings.LOCAL_ENDPOINT)
                .orElseThrow(() ->
                        new ConfigurationException(
                                List.of(
                                        "--local-endpoint: missing (expected: "
                                                + ClientSettings.LOCAL_ENDPOINT.type().expected()
                                                + "); or, in short: terratunnel http"
                                                + " 3000")));
    }

    private static AgentConfig.BodyChecks bodyChecks(String text) {
        return AgentConfig.BodyChecks.valueOf(text.toUpperCase(Locale.ROOT));
    }

    private static LinkVersions linkVersions(String text) {
        return switch (text) {
            case "1" -> LinkVersions.ONLY_1;
            case "2" -> LinkVersions.ONLY_2;
            default -> LinkVersions.AUTO;
        };
    }

    private static AgentConfig.HostHeader hostHeader(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "visitor" -> new AgentConfig.HostHeader.Visitor();
            case "rewrite" -> new AgentConfig.HostHeader.Rewrite();
            default -> new AgentConfig.HostHeader.Fixed(text);
        };
    }
}
