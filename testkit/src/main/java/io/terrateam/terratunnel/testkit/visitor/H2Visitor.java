package io.terrateam.terratunnel.testkit.visitor;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.frames.GoAwayFrame;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.HostPort;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/// An HTTP/2 visitor with prior knowledge, on Jetty's client: a real implementation that isn't the
/// product's.
///
/// Thread: Jetty's threads call back; public methods from any thread.
public final class H2Visitor implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 15;

    private final Session session;
    private final CompletableFuture<GoAwayFrame> goAway;

    private H2Visitor(Session session, CompletableFuture<GoAwayFrame> goAway) {
        this.session = session;
        this.goAway = goAway;
    }

    /// One client for all visitors: it owns threads.
    private static final class Holder {
        static final HTTP2Client CLIENT = started();

        private static HTTP2Client started() {
            var threads = new QueuedThreadPool(16);
            threads.setDaemon(true);
            var client = new HTTP2Client();
            client.setExecutor(threads);
            client.setIdleTimeout(120_000);
            try {
                client.start();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            return client;
        }
    }

    /// Connects to a port of this machine.
    public static H2Visitor connect(int port) throws Exception {
        var goAway = new CompletableFuture<GoAwayFrame>();
        var listener =
                new Session.Listener() {
                    @Override
                    public void onGoAway(Session session, GoAwayFrame frame) {
                        goAway.complete(frame);
                    }
                };
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        Session session =
                Holder.CLIENT.connect(address, listener).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return new H2Visitor(session, goAway);
    }

    /// A GET whose answer is read as it comes.
    public H2Exchange get(String authority, String target) throws Exception {
        return open("GET", authority, target, HttpFields.EMPTY, true);
    }

    /// A request whose body, if any, follows through [H2Exchange#sendData].
    public H2Exchange open(
            String method, String authority, String target, HttpFields fields, boolean isWhole)
            throws Exception {
        var uri = HttpURI.from("http", new HostPort(authority), target);
        var request = new MetaData.Request(method, uri, HttpVersion.HTTP_2, fields);
        var exchange = new H2Exchange();
        session.newStream(new HeadersFrame(request, null, isWhole), exchange)
                .thenAccept(exchange::opened)
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return exchange;
    }

    /// An extended CONNECT for a WebSocket (RFC 8441).
    public H2Exchange webSocket(String authority, String target) throws Exception {
        var uri = HttpURI.from("http", new HostPort(authority), target);
        var fields = HttpFields.build().put("sec-websocket-version", "13");
        var request =
                new MetaData.ConnectRequest(
                        "http",
                        new org.eclipse.jetty.http.HostPortHttpField(authority),
                        uri.getPathQuery(),
                        fields,
                        "websocket");
        var exchange = new H2Exchange();
        session.newStream(new HeadersFrame(request, null, false), exchange)
                .thenAccept(exchange::opened)
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return exchange;
    }

    /// Completes with the server's GOAWAY.
    public CompletableFuture<GoAwayFrame> goAway() {
        return goAway;
    }

    @Override
    public void close() {
        session.close(0, "done", Callback.NOOP);
    }
}
