package io.terrateam.terratunnel.cli.credentials;

import io.terrateam.terratunnel.cli.config.ClientSettings;
import io.terrateam.terratunnel.cli.config.ConfigurationException;
import io.terrateam.terratunnel.cli.config.Layer;
import io.terrateam.terratunnel.cli.config.Setting;
import io.terrateam.terratunnel.cli.config.Source;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/// The key that `terratunnel login` got at the server that is to be used: what holds where nobody
/// says another one.
public final class CredentialsLayer implements Layer {
    private final CredentialsFile file;
    private final URI serverUrl;

    /// @param serverUrl the server that the client will connect to
    public CredentialsLayer(CredentialsFile file, URI serverUrl) {
        this.file = file;
        this.serverUrl = serverUrl;
    }

    @Override
    public Optional<Found> find(Setting<?> setting) {
        if (!setting.equals(ClientSettings.API_KEY)) {
            return Optional.empty();
        }
        try {
            return file.find(serverUrl)
                    .map(credential ->
                            new Found(
                                    credential.apiKey(),
                                    new Source.Login(
                                            file.path(), ServerName.webUrl(serverUrl).toString())));
        } catch (IOException e) {
            throw new ConfigurationException(List.of(String.valueOf(e.getMessage())));
        }
    }
}
