package io.terrateam.terratunnel.control.web.page;

/// What people call login providers.
public final class ProviderNames {
    private ProviderNames() {}

    /// A provider in words.
    ///
    /// @param id as it is stored
    public static String of(String id) {
        return switch (id) {
            case "github" -> "GitHub";
            case "gitlab" -> "GitLab";
            case "local" -> "the server's commands";
            default -> id;
        };
    }
}
