package io.terrateam.terratunnel.control.login.provider;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Asks providers over HTTP.
///
/// Thread: blocks, for at most [#TIME]. Limits: answers of [#MAX_BODY_BYTES]; redirects are not
/// followed, so that a token goes nowhere but where it was meant for. Owns: its connections, closed
/// with it.
public final class ProviderHttp implements AutoCloseable {
    static final int MAX_BODY_BYTES = 256 << 10;
    static final Duration TIME = Duration.ofSeconds(10);

    private static final Duration CONNECT_TIME = Duration.ofSeconds(5);

    private final HttpClient client;
    private final Duration time;

    /// With the usual time limits.
    public ProviderHttp() {
        this(TIME);
    }

    ProviderHttp(Duration time) {
        this.time = time;
        this.client =
                HttpClient.newBuilder()
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(CONNECT_TIME)
                        .build();
    }

    ProviderAnswer get(URI uri, Map<String, String> fields) throws ProviderException {
        return send(request(uri, fields).GET().build());
    }

    ProviderAnswer post(URI uri, Map<String, String> fields, String body) throws ProviderException {
        return send(
                request(uri, fields)
                        .POST(BodyPublishers.ofString(body, StandardCharsets.UTF_8))
                        .build());
    }

    private HttpRequest.Builder request(URI uri, Map<String, String> fields) {
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(uri).timeout(time).header("User-Agent", "Terratunnel");
        fields.forEach(builder::header);
        return builder;
    }

    private ProviderAnswer send(HttpRequest request) throws ProviderException {
        CompletableFuture<HttpResponse<String>> answer =
                client.sendAsync(
                        request,
                        BodyHandlers.limiting(
                                BodyHandlers.ofString(StandardCharsets.UTF_8), MAX_BODY_BYTES));
        try {
            HttpResponse<String> response = answer.get(time.toMillis(), TimeUnit.MILLISECONDS);
            return new ProviderAnswer(response.statusCode(), response.body());
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw unreachable(request, "no answer within " + time.toSeconds() + " s");
        } catch (ExecutionException e) {
            throw unreachable(request, reason(Objects.requireNonNullElse(e.getCause(), e)));
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw unreachable(request, "interrupted");
        }
    }

    /// Names the host and path, never the query or a field.
    private static ProviderException unreachable(HttpRequest request, String why) {
        URI uri = request.uri();
        return new ProviderException(
                ProviderException.Kind.UNREACHABLE,
                0,
                request.method() + " " + uri.getHost() + uri.getPath() + ": " + why);
    }

    private static String reason(Throwable cause) {
        return cause instanceof IOException
                ? cause.getClass().getSimpleName() + " " + cause.getMessage()
                : String.valueOf(cause);
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }
}
