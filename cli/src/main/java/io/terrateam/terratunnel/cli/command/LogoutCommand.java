package io.terrateam.terratunnel.cli.command;

import io.terrateam.terratunnel.cli.config.ClientSettings;
import io.terrateam.terratunnel.cli.config.Setting;
import io.terrateam.terratunnel.cli.credentials.CredentialsFile;
import io.terrateam.terratunnel.cli.credentials.ServerName;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `terratunnel logout`: forgets the key that `terratunnel login` kept.
@Command(
        name = "logout",
        description = "Forgets the key that login has kept. It stays good until it is revoked.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
final class LogoutCommand implements Callable<Integer> {
    static final List<Setting<?>> SETTINGS = List.of(ClientSettings.SERVER_URL);

    private final Shell shell;

    @Spec private CommandSpec spec = CommandSpec.create();

    LogoutCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        URI serverUrl =
                new SettingsLoader(shell).load(spec, SETTINGS).get(ClientSettings.SERVER_URL);
        URI webUrl = ServerName.webUrl(serverUrl);
        CredentialsFile file = shell.credentials();
        try {
            boolean wasThere = file.remove(serverUrl);
            shell.out()
                    .println(
                            wasThere
                                    ? "The key for %s is forgotten here. To end it everywhere, revoke it at %s/."
                                            .formatted(webUrl, webUrl)
                                    : "There is no key for %s in %s."
                                            .formatted(webUrl, file.path()));
        } catch (IOException e) {
            throw new UserError(ExitCode.FAILURE, "can't forget the key: " + e.getMessage());
        }
        shell.out().flush();
        return ExitCode.OK.number();
    }
}
