package io.terrateam.terratunnel.cli.login;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Waits on a port of this machine for the browser to come back.
///
/// Only what brings the right state counts, so that no other page or program can end the wait.
///
/// Owns: a listener on 127.0.0.1, closed with it.
final class LoopbackListener implements AutoCloseable {
    private static final String PATH = "/callback";
    private static final String PAGE =
            """
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>Terratunnel</title>
            <h1>%s</h1>
            <p>%s</p>
            </html>
            """;

    private final HttpServer server;
    private final String state;
    private final CompletableFuture<Map<String, String>> answer = new CompletableFuture<>();

    private LoopbackListener(HttpServer server, String state) {
        this.server = server;
        this.state = state;
    }

    /// Starts to wait.
    ///
    /// @param state what has to come back
    static LoopbackListener start(String state) throws IOException {
        InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        HttpServer server = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
        LoopbackListener listener = new LoopbackListener(server, state);
        server.createContext("/", listener::answer);
        server.start();
        return listener;
    }

    /// Where the browser has to come back to.
    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + PATH);
    }

    /// What the browser brought.
    Map<String, String> await(Duration patience) throws LoginException, InterruptedException {
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new LoginException(
                    "Nobody agreed within "
                            + patience.toMinutes()
                            + " minutes. Run it again when you have time.");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
            boolean isOurs =
                    exchange.getRequestMethod().equals("GET")
                            && exchange.getRequestURI().getPath().equals(PATH)
                            && state.equals(query.get("state"));
            if (!isOurs) {
                send(exchange, 404, "Not found", "There is nothing here.");
            } else if (query.containsKey("code")) {
                send(
                        exchange,
                        200,
                        "You are logged in",
                        "The terminal goes on. You can close this page.");
                answer.complete(query);
            } else {
                send(
                        exchange,
                        200,
                        "You are not logged in",
                        "Nothing was changed. You can close this page.");
                answer.complete(query);
            }
        }
    }

    private static void send(HttpExchange exchange, int status, String title, String text)
            throws IOException {
        byte[] page = PAGE.formatted(title, text).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
        exchange.getResponseHeaders()
                .set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        exchange.sendResponseHeaders(status, page.length);
        exchange.getResponseBody().write(page);
    }

    private static Map<String, String> query(@Nullable String raw) {
        Map<String, String> values = new LinkedHashMap<>();
        if (raw == null) {
            return values;
        }
        for (String pair : raw.split("&")) {
            String[] parts = pair.split("=", 2);
            try {
                values.putIfAbsent(
                        URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
                        parts.length == 2
                                ? URLDecoder.decode(parts[1], StandardCharsets.UTF_8)
                                : "");
            } catch (IllegalArgumentException e) {
                return Map.of();
            }
        }
        return values;
    }

    /// Lets what runs finish for a moment, so that the browser gets its page.
    @Override
    public void close() {
        server.stop(1);
    }
}
