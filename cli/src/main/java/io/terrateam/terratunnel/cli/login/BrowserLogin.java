package io.terrateam.terratunnel.cli.login;

import io.terrateam.terratunnel.cli.credentials.Credential;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/// Gets a key: sends the user's browser to the server, waits for it to come back with a code, and
/// exchanges that. What the browser sees is worth nothing without what stays here.
public final class BrowserLogin {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final URI webUrl;
    private final HttpClient http;

    /// @param webUrl the server's pages
    /// @param http trusts what the user trusts
    public BrowserLogin(URI webUrl, HttpClient http) {
        this.webUrl = webUrl;
        this.http = http;
    }

    /// Runs to its end; blocks while the user decides.
    ///
    /// @param name what to call this machine
    /// @param show is given the page to open
    public Credential run(String name, Consumer<URI> show)
            throws LoginException, InterruptedException {
        Proof proof = Proof.random();
        KeyServer server = new KeyServer(webUrl, http);
        try (LoopbackListener listener = LoopbackListener.start(proof.state())) {
            show.accept(server.approvalPage(proof, listener.uri(), name));
            Map<String, String> answer = listener.await(PATIENCE);
            String code = answer.get("code");
            if (code == null) {
                throw new LoginException(
                        "The server gave no key: "
                                + answer.getOrDefault("error_description", "it did not say why"));
            }
            return server.redeem(code, proof, listener.uri());
        } catch (IOException e) {
            throw new LoginException(
                    "Can't listen on this machine for the browser: " + e.getMessage());
        }
    }
}
