package io.terrateam.terratunnel.cli.command;

import io.terrateam.terratunnel.agent.AgentConfig.ApiKey;
import io.terrateam.terratunnel.cli.config.ClientSettings;
import io.terrateam.terratunnel.cli.config.Configuration;
import io.terrateam.terratunnel.cli.config.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Where the client's key comes from: option, variable, file, what `login` kept, or the person at
/// the terminal.
final class ApiKeySource {
    private final Shell shell;

    ApiKeySource(Shell shell) {
        this.shell = shell;
    }

    /// The key that the settings name, if any.
    Optional<ApiKey> find(Configuration values) {
        Optional<String> key = values.find(ClientSettings.API_KEY);
        boolean isKept = values.source(ClientSettings.API_KEY) instanceof Source.Login;
        if (isKept && values.isSet(ClientSettings.API_KEY_FILE)) {
            return values.find(ClientSettings.API_KEY_FILE).map(this::read);
        }
        if (key.isPresent()) {
            if (values.source(ClientSettings.API_KEY) instanceof Source.Option) {
                shell.err()
                        .println(
                                "Warning: others on this machine can see a key on the command line."
                                        + " Better set TERRATUNNEL_API_KEY or use --api-key-file.");
            }
            return key.map(String::strip).map(ApiKeySource::checked);
        }
        return values.find(ClientSettings.API_KEY_FILE).map(this::read);
    }

    /// Asks for a key; empty where nobody is there to ask, or nothing was typed.
    Optional<ApiKey> prompt() {
        return shell.secret("Key (not shown): ").map(ApiKeySource::checked);
    }

    private ApiKey read(Path file) {
        try {
            String text = Files.readString(shell.directory().resolve(file), StandardCharsets.UTF_8);
            return checked(text.strip());
        } catch (IOException e) {
            throw new UserError(
                    ExitCode.USAGE,
                    "--api-key-file: " + file + " (expected: a file that can be read)");
        }
    }

    private static ApiKey checked(String text) {
        boolean isPlain = !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
        if (!isPlain) {
            throw new UserError(
                    ExitCode.USAGE,
                    "--api-key: [hidden] (expected: letters, digits, - and _, no blanks)");
        }
        return new ApiKey(text);
    }
}
