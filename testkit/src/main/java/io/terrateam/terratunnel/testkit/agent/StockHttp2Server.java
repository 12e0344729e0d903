package io.terrateam.terratunnel.testkit.agent;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/// Jetty as anybody would set it up for cleartext HTTP/2 with prior knowledge; nothing in it knows
/// of tunnels.
public final class StockHttp2Server implements AutoCloseable {
    private static final long MAX_MESSAGE_BYTES = 32 << 20;

    private final Server server;
    private final ServerConnector connector;
    private final Routes routes = new Routes();

    private StockHttp2Server(int idleSeconds) {
        var threads = new QueuedThreadPool(32);
        threads.setDaemon(true);
        server = new Server(threads);
        var configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        connector =
                new ServerConnector(
                        server,
                        new HttpConnectionFactory(configuration),
                        new HTTP2CServerConnectionFactory(configuration));
        connector.setHost("127.0.0.1");
        connector.setIdleTimeout(Duration.ofSeconds(idleSeconds).toMillis());
        server.addConnector(connector);
        server.setHandler(WebSocketUpgradeHandler.from(server, container -> addEcho(container)));
        ((Handler.Wrapper) server.getHandler()).setHandler(routes);
    }

    private static void addEcho(ServerWebSocketContainer container) {
        container.setMaxTextMessageSize(MAX_MESSAGE_BYTES);
        container.setMaxBinaryMessageSize(MAX_MESSAGE_BYTES);
        container.setIdleTimeout(Duration.ofMinutes(2));
        container.addMapping("/websocket", (_, _, _) -> new EchoSocket());
    }

    /// Starts it on a free port.
    public static StockHttp2Server start() throws Exception {
        var stock = new StockHttp2Server(300);
        stock.server.start();
        return stock;
    }

    /// Its port.
    public int port() {
        return connector.getLocalPort();
    }

    /// Completes when a request to `/held` has failed because the peer cancelled it.
    public CompletableFuture<Throwable> heldRequestCancelled() {
        return routes.heldCancelled;
    }

    /// Completes when a request to `/held` has arrived.
    public CompletableFuture<Void> heldRequestArrived() {
        return routes.heldArrived;
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Routes extends Handler.Abstract.NonBlocking {
        final CompletableFuture<Throwable> heldCancelled = new CompletableFuture<>();
        final CompletableFuture<Void> heldArrived = new CompletableFuture<>();

        @Override
        public boolean handle(
                Request request, Response response, org.eclipse.jetty.util.Callback callback) {
            switch (Request.getPathInContext(request)) {
                case "/echo" -> echoHead(request, response, callback);
                case "/body" -> Content.copy(request, response, callback);
                case "/trailers" -> trailers(response, callback);
                case "/held" -> hold(request);
                default -> Content.Sink.write(response, true, "hello from jetty", callback);
            }
            return true;
        }

        private void hold(Request request) {
            request.addFailureListener(heldCancelled::complete);
            heldArrived.complete(null);
        }

        private static void echoHead(
                Request request, Response response, org.eclipse.jetty.util.Callback callback) {
            var text = new StringBuilder(request.getMethod() + " " + request.getHttpURI() + "\n");
            for (HttpField field : request.getHeaders()) {
                text.append(field.getName()).append(": ").append(field.getValue()).append('\n');
            }
            response.getHeaders().add("X-Twice", "1");
            response.getHeaders().add("X-Twice", "2");
            Content.Sink.write(response, true, text.toString(), callback);
        }

        private static void trailers(Response response, org.eclipse.jetty.util.Callback callback) {
            response.setTrailersSupplier(() -> HttpFields.build().add("x-sum", "42"));
            Content.Sink.write(response, true, "body", callback);
        }
    }

    /// Sends back each message that it gets.
    public static final class EchoSocket extends Session.Listener.Abstract {
        @Override
        public void onWebSocketOpen(Session session) {
            super.onWebSocketOpen(session);
            session.demand();
        }

        @Override
        public void onWebSocketText(String message) {
            Session session = getSession();
            session.sendText(message, Callback.from(session::demand, _ -> {}));
        }

        @Override
        public void onWebSocketBinary(ByteBuffer message, Callback callback) {
            Session session = getSession();
            Runnable sent =
                    () -> {
                        callback.succeed();
                        session.demand();
                    };
            session.sendBinary(message, Callback.from(sent, callback::fail));
        }
    }
}
