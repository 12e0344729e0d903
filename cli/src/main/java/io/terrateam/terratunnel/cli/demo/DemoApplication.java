package io.terrateam.terratunnel.cli.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The small local application that the demo brings along: a page, an echo, and a receiver of
/// webhooks.
///
/// Thread: virtual threads of its own. Limits: takes bodies up to [#MAX_BODY] bytes.
final class DemoApplication implements AutoCloseable {
    private static final int MAX_BODY = 1 << 20;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Consumer<String> whenDelivered;

    private DemoApplication(HttpServer server, Consumer<String> whenDelivered) {
        this.server = server;
        this.whenDelivered = whenDelivered;
    }

    /// Starts it on a free port of loopback.
    ///
    /// @param whenDelivered told of each webhook in a few words
    static DemoApplication start(Consumer<String> whenDelivered) throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        DemoApplication application = new DemoApplication(server, whenDelivered);
        server.setExecutor(application.threads);
        server.createContext("/", application::page);
        server.createContext("/echo", application::echo);
        server.createContext(SampleWebhook.PATH, application::webhook);
        server.start();
        return application;
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }

    private void page(HttpExchange exchange) throws IOException {
        boolean isHome = exchange.getRequestURI().getPath().equals("/");
        try (exchange;
                InputStream page = DemoApplication.class.getResourceAsStream("page.html")) {
            byte[] body =
                    isHome
                            ? Objects.requireNonNull(page).readAllBytes()
                            : "Nothing here.\n".getBytes(StandardCharsets.UTF_8);
            String type = isHome ? "text/html; charset=utf-8" : "text/plain; charset=utf-8";
            answer(exchange, isHome ? 200 : 404, type, body);
        }
    }

    private void echo(HttpExchange exchange) throws IOException {
        try (exchange) {
            StringBuilder text = new StringBuilder();
            text.append(exchange.getRequestMethod())
                    .append(' ')
                    .append(exchange.getRequestURI())
                    .append('\n');
            exchange.getRequestHeaders()
                    .forEach((name, values) ->
                            values.forEach(value -> text.append(name + ": " + value + "\n")));
            text.append('\n');
            text.append(new String(readBody(exchange), StandardCharsets.UTF_8));
            answer(
                    exchange,
                    200,
                    "text/plain; charset=utf-8",
                    text.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private void webhook(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = readBody(exchange);
            boolean isSigned =
                    SampleWebhook.isSigned(body, header(exchange, "X-Hub-Signature-256"));
            whenDelivered.accept(describe(header(exchange, "X-GitHub-Event"), body, isSigned));
            byte[] answer = "thank you\n".getBytes(StandardCharsets.UTF_8);
            answer(exchange, isSigned ? 200 : 202, "text/plain; charset=utf-8", answer);
        }
    }

    static String describe(String event, byte[] body, boolean isSigned) {
        String json = new String(body, StandardCharsets.UTF_8);
        String repository = field(json, "full_name");
        String who = field(json, "login");
        return (event.isEmpty() ? "something" : event)
                + (repository.isEmpty() ? "" : " to " + repository)
                + (who.isEmpty() ? "" : " by " + who)
                + (isSigned ? ", signature valid" : ", signature not from this demo");
    }

    private static String field(String json, String name) {
        Matcher matcher = Pattern.compile("\"" + name + "\":\"([^\"\\\\]{1,80})\"").matcher(json);
        return matcher.find() ? matcher.group(1) : "";
    }

    private static String header(HttpExchange exchange, String name) {
        return Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst(name), "");
    }

    private static byte[] readBody(HttpExchange exchange) throws IOException {
        return exchange.getRequestBody().readNBytes(MAX_BODY);
    }

    private static void answer(HttpExchange exchange, int status, String type, byte[] body)
            throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}
