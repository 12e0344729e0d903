package io.terrateam.terratunnel.cli.command;

import io.terrateam.terratunnel.agent.link.ProxyRules;
import io.terrateam.terratunnel.cli.config.ClientSettings;
import io.terrateam.terratunnel.cli.config.Configuration;
import io.terrateam.terratunnel.cli.config.Setting;
import io.terrateam.terratunnel.cli.credentials.Credential;
import io.terrateam.terratunnel.cli.credentials.CredentialsFile;
import io.terrateam.terratunnel.cli.credentials.ServerName;
import io.terrateam.terratunnel.cli.login.Browser;
import io.terrateam.terratunnel.cli.login.BrowserLogin;
import io.terrateam.terratunnel.cli.login.LoginException;
import io.terrateam.terratunnel.cli.login.WebClients;
import io.terrateam.terratunnel.cli.terminal.SafeText;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `terratunnel login`: gets a key through the browser and keeps it for the client.
@Command(
        name = "login",
        description =
                "Gets a key for one of your tunnels through the browser, and keeps it for the"
                        + " client. The key that the tunnel had before ends.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false)
final class LoginCommand implements Callable<Integer> {
    static final List<Setting<?>> SETTINGS = List.of(ClientSettings.SERVER_URL, ClientSettings.CA);

    private final Shell shell;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--no-browser",
            description = "Only print the page's address, for opening it by hand on this machine.")
    private boolean isWithoutBrowser;

    @Option(
            names = "--print-key",
            description = "Print the key to standard output instead of keeping it.")
    private boolean printsKey;

    LoginCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        Configuration values = new SettingsLoader(shell).load(spec, SETTINGS);
        URI serverUrl = values.get(ClientSettings.SERVER_URL);
        URI webUrl = ServerName.webUrl(serverUrl);
        Credential credential = login(values, webUrl);
        if (printsKey) {
            shell.out().println(credential.apiKey());
            shell.out().flush();
            return ExitCode.OK.number();
        }
        CredentialsFile file = shell.credentials();
        try {
            file.put(serverUrl, credential);
        } catch (IOException e) {
            throw new UserError(
                    ExitCode.FAILURE,
                    "can't keep the key: "
                            + e.getMessage()
                            + ". With --print-key it goes to standard output instead.");
        }
        shell.out()
                .println(
                        "Logged in at %s as %s, for the tunnel %s. The key is in %s."
                                .formatted(
                                        webUrl,
                                        SafeText.of(credential.user()),
                                        SafeText.of(credential.tunnel()),
                                        file.path()));
        shell.out().flush();
        return ExitCode.OK.number();
    }

    private Credential login(Configuration values, URI webUrl) throws InterruptedException {
        try (HttpClient http =
                WebClients.of(
                        webUrl,
                        values.find(ClientSettings.CA).map(shell.directory()::resolve),
                        ProxyRules.of(shell.environment()))) {
            return new BrowserLogin(webUrl, http).run(machineName(), this::show);
        } catch (LoginException e) {
            throw new UserError(ExitCode.FAILURE, SafeText.of(String.valueOf(e.getMessage())));
        } catch (IllegalArgumentException e) {
            throw new UserError(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
    }

    private void show(URI page) {
        shell.err().println("Open this page on this machine, and agree there:");
        shell.err().println("  " + page);
        shell.err().flush();
        if (!isWithoutBrowser) {
            Browser.open(page, System.getProperty("os.name", ""));
        }
    }

    private static String machineName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "";
        }
    }
}
