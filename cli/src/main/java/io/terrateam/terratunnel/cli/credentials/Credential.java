package io.terrateam.terratunnel.cli.credentials;

/// What `terratunnel login` got at a server. Its `toString` never shows the key.
///
/// @param apiKey the key
/// @param tunnel the name of the tunnel that it is for
/// @param user who logged in
public record Credential(String apiKey, String tunnel, String user) {
    @Override
    public String toString() {
        return "key of " + tunnel + " for " + user;
    }
}
