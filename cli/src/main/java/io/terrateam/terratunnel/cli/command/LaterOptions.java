package io.terrateam.terratunnel.cli.command;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the Python original understands and this version does not yet: options are refused with
/// that message, variables are mentioned once and ignored.
final class LaterOptions {
    private static final Logger LOG = LoggerFactory.getLogger(LaterOptions.class);

    private static final List<String> OPTIONS =
            List.of("--dashboard", "--dashboard-port", "--api-port", "--update-github-webhook");

    private static final List<String> VARIABLES =
            List.of(
                    "TERRATUNNEL_DASHBOARD",
                    "TERRATUNNEL_DASHBOARD_PORT",
                    "TERRATUNNEL_API_PORT",
                    "TERRATUNNEL_UPDATE_GITHUB_WEBHOOK",
                    "GITHUB_APP_ID",
                    "GITHUB_APP_PEM",
                    "TERRATUNNEL_GOOGLE_ADMIN_USERS");

    private LaterOptions() {}

    /// What to say about an unknown option, if it is one of them.
    static Optional<String> message(String argument) {
        String option = argument.split("=", 2)[0];
        return OPTIONS.contains(option)
                ? Optional.of(option + " comes in a later version; it can't be used yet.")
                : Optional.empty();
    }

    /// Mentions the variables that are set and ignored, in one line.
    static void mentionVariables(Map<String, String> environment) {
        String ignored =
                VARIABLES.stream()
                        .filter(name -> !environment.getOrDefault(name, "").isEmpty())
                        .collect(Collectors.joining(" "));
        if (!ignored.isEmpty()) {
            LOG.info("variables that this version does not use yet are ignored: {}", ignored);
        }
    }
}
