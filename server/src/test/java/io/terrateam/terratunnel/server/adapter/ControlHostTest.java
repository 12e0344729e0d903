package io.terrateam.terratunnel.server.adapter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.control.web.Access;
import io.terrateam.terratunnel.control.web.Answer;
import io.terrateam.terratunnel.control.web.Guard;
import io.terrateam.terratunnel.control.web.Identities;
import io.terrateam.terratunnel.control.web.Route;
import io.terrateam.terratunnel.control.web.RouteTable;
import io.terrateam.terratunnel.control.web.WebApplication;
import io.terrateam.terratunnel.edge.Edge;
import io.terrateam.terratunnel.edge.config.EdgeConfig;
import io.terrateam.terratunnel.edge.spi.LinkApplication;
import io.terrateam.terratunnel.edge.spi.LinkAudit;
import io.terrateam.terratunnel.protocol.http.Authority;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Pages of the control plane behind a real edge, asked over real sockets.
final class ControlHostTest {
    private static final int STREAMED_BYTES = 8 << 20;

    private final CountDownLatch waiting = new CountDownLatch(ControlHost.MAX_AT_ONCE);
    private final CountDownLatch letGo = new CountDownLatch(1);
    private final CompletableFuture<Throwable> streamEnded = new CompletableFuture<>();
    private final ControlHost pages = new ControlHost(application());
    private final Edge edge =
            Edge.start(
                    EdgeConfig.forDomain(new Authority("localhost", -1)),
                    application -> new CompletableFuture<>(),
                    name -> CompletableFuture.completedFuture(false),
                    new NoAudit(),
                    pages);
    private final HttpClient client = HttpClient.newHttpClient();

    private WebApplication application() {
        return new WebApplication(
                new RouteTable(
                        List.of(
                                Route.page(
                                        "POST",
                                        "/echo",
                                        Access.OPEN,
                                        call -> Answer.bytes(200, "a/b", call.request().body())),
                                Route.page("GET", "/wait", Access.OPEN, call -> awaitLetGo()),
                                Route.page("GET", "/stream", Access.OPEN, call -> stream()),
                                Route.page("GET", "/cut", Access.OPEN, call -> cut()))),
                new Guard(Identities.NOBODY, "http://localhost"),
                (request, status, detail, viewer) -> (status + " " + detail).getBytes(UTF_8));
    }

    private Answer awaitLetGo() {
        waiting.countDown();
        try {
            assertThat(letGo.await(100, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Answer.text(200, "text/plain", Thread.currentThread().isVirtual() ? "done" : "no");
    }

    private Answer stream() {
        return Answer.download(
                "application/octet-stream",
                "big.bin",
                out -> {
                    try {
                        for (int i = 0; i < STREAMED_BYTES / 8192; i++) {
                            out.write(new byte[8192]);
                        }
                        streamEnded.complete(null);
                    } catch (IOException e) {
                        streamEnded.complete(e);
                        throw e;
                    }
                });
    }

    private static Answer cut() {
        return Answer.download(
                "text/csv",
                "rows.csv",
                out -> {
                    out.write(new byte[100_000]);
                    throw new IOException("the database broke");
                });
    }

    @AfterEach
    void end() {
        letGo.countDown();
        client.close();
        edge.close();
        pages.close();
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + edge.port() + path))
                .timeout(Duration.ofSeconds(100));
    }

    @Test
    void bodyGoesInAndComesBack() throws Exception {
        String text = "x".repeat(100_000);

        HttpResponse<String> answer =
                client.send(
                        to("/echo").POST(HttpRequest.BodyPublishers.ofString(text)).build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(answer.body()).isEqualTo(text);
        assertThat(answer.headers().firstValue("content-security-policy")).isPresent();
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void errorsOfTheFrameReachTheVisitor(HttpClient.Version version) throws Exception {
        HttpResponse<String> missing =
                client.send(
                        to("/nowhere").version(version).build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.body()).isEqualTo("404 Not Found");

        HttpResponse<Void> wrong =
                client.send(
                        to("/echo").version(version).DELETE().build(),
                        HttpResponse.BodyHandlers.discarding());
        assertThat(wrong.statusCode()).isEqualTo(405);
        assertThat(wrong.headers().firstValue("allow")).contains("POST");
    }

    @Test
    void moreThanTheLimitAreToldToComeBack() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> first = new ArrayList<>();
        for (int i = 0; i < ControlHost.MAX_AT_ONCE; i++) {
            first.add(client.sendAsync(to("/wait").build(), HttpResponse.BodyHandlers.ofString()));
        }
        assertThat(waiting.await(60, TimeUnit.SECONDS)).isTrue();

        HttpResponse<String> refused =
                client.send(to("/nowhere").build(), HttpResponse.BodyHandlers.ofString());
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("retry-after")).contains("1");

        letGo.countDown();
        for (CompletableFuture<HttpResponse<String>> each : first) {
            assertThat(each.get(60, TimeUnit.SECONDS).body()).isEqualTo("done");
        }
        assertThat(
                        client.send(to("/nowhere").build(), HttpResponse.BodyHandlers.ofString())
                                .statusCode())
                .as("all are free again")
                .isEqualTo(404);
    }

    @Test
    void streamComesWhole() throws Exception {
        HttpResponse<byte[]> answer =
                client.send(to("/stream").build(), HttpResponse.BodyHandlers.ofByteArray());

        assertThat(answer.body()).hasSize(STREAMED_BYTES);
        assertThat(streamEnded.get(5, TimeUnit.SECONDS)).isNull();
    }

    @Test
    void streamWaitsForASlowVisitorAndEndsWhenItLeaves() throws Exception {
        try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), edge.port())) {
            slow.getOutputStream()
                    .write("GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8));
            InputStream in = slow.getInputStream();
            assertThat(in.readNBytes(1000)).hasSize(1000);
            assertThat(streamEnded).isNotDone();
        }
        assertThat(streamEnded.get(10, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
    }

    @Test
    void cutStreamLooksCut() throws Exception {
        try (Socket visitor = new Socket(InetAddress.getLoopbackAddress(), edge.port())) {
            visitor.getOutputStream()
                    .write("GET /cut HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8));
            String all = new String(visitor.getInputStream().readAllBytes(), UTF_8);

            assertThat(all).startsWith("HTTP/1.1 200").doesNotEndWith("0\r\n\r\n");
        }
    }

    /// Hears nothing.
    private static final class NoAudit implements LinkAudit {
        @Override
        public void connected(Party party) {}

        @Override
        public void disconnected(Party party, Ending ending) {}

        @Override
        public void refused(LinkApplication from, int status, String title) {}
    }
}
