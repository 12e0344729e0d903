package io.terrateam.terratunnel.testkit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How a [TunnelSystem] differs from the ordinary one.
///
/// Thread: one.
public final class TunnelSetup {
    final Map<String, String> serverVariables =
            new HashMap<>(Map.of("REQUIRE_AUTH_FOR_TUNNELS", "false"));
    final Map<String, String> clientVariables = new HashMap<>();
    final List<String> serverArguments = new ArrayList<>();
    final List<String> clientArguments = new ArrayList<>();
    boolean isThroughRelay;
    boolean hasClient = true;
    String host = "127.0.0.1";
    String serverUrl = "";
    String localEndpoint = "";
    String domain = "";

    TunnelSetup() {}

    /// Sets an environment variable of the server.
    public TunnelSetup serverVariable(String name, String value) {
        serverVariables.put(name, value);
        return this;
    }

    /// Sets an environment variable of the client.
    public TunnelSetup clientVariable(String name, String value) {
        clientVariables.put(name, value);
        return this;
    }

    /// Lets bodies of any size through.
    public TunnelSetup withoutSizeLimits() {
        for (var name : List.of("TERRATUNNEL_MAX_REQUEST_SIZE", "TERRATUNNEL_MAX_RESPONSE_SIZE")) {
            serverVariable(name, "0").clientVariable(name, "0");
        }
        return this;
    }

    /// Adds options to `terratunnel server`.
    public TunnelSetup serverArguments(String... arguments) {
        serverArguments.addAll(List.of(arguments));
        return this;
    }

    /// Adds options to `terratunnel client`.
    public TunnelSetup clientArguments(String... arguments) {
        clientArguments.addAll(List.of(arguments));
        return this;
    }

    /// Puts a relay between client and server.
    public TunnelSetup throughRelay() {
        isThroughRelay = true;
        return this;
    }

    /// Starts no client.
    public TunnelSetup withoutClient() {
        hasClient = false;
        return this;
    }

    /// Makes the server listen on another address than `127.0.0.1`.
    public TunnelSetup host(String address) {
        host = address;
        return this;
    }

    /// Makes clients connect to a URL of the test's own.
    public TunnelSetup serverUrl(String url) {
        serverUrl = url;
        return this;
    }

    /// Gives the server another domain than `localhost` with its port.
    public TunnelSetup domain(String name) {
        domain = name;
        return this;
    }

    /// Makes the client forward to a URL of the test's own.
    public TunnelSetup localEndpoint(String url) {
        localEndpoint = url;
        return this;
    }

    /// Starts it and waits until the tunnel can be visited.
    public TunnelSystem start() throws IOException {
        return TunnelSystem.start(this);
    }
}
