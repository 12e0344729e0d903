package io.terrateam.terratunnel.testkit.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;

/// An agent without a line of HTTP/2: it pipes the bytes of a link to a stock HTTP/2 server on this
/// machine.
///
/// If this works, version 2 of the link is what it says: HTTP/2 with prior knowledge inside a
/// WebSocket, which any implementation can serve.
///
/// Thread: one virtual thread for each direction.
public final class BridgeAgent implements AutoCloseable {
    private final AgentSocket link;
    private final Socket server;

    private BridgeAgent(AgentSocket link, Socket server) {
        this.link = link;
        this.server = server;
    }

    /// Opens a link for the HTTP/2 server that listens on `http2Port`; `lines` each end in CRLF.
    public static BridgeAgent connect(int serverPort, String host, int http2Port, String lines)
            throws IOException {
        AgentSocket link = AgentSocket.dial(serverPort, host, AgentSocket.SUBPROTOCOL_V2 + lines);
        if (link.answer().status() != 101) {
            link.close();
            throw new IOException(link.answer().startLine() + " " + link.refusal());
        }
        var server = new Socket(InetAddress.getLoopbackAddress(), http2Port);
        server.setTcpNoDelay(true);
        var bridge = new BridgeAgent(link, server);
        InputStream fromEdge = link.payloads();
        InputStream fromHttp2 = server.getInputStream();
        OutputStream toHttp2 = server.getOutputStream();
        Thread.ofVirtual().start(() -> bridge.pump(fromEdge, toHttp2));
        Thread.ofVirtual().start(() -> bridge.pump(fromHttp2, link.messages()));
        return bridge;
    }

    /// The label of the tunnel's name.
    public String tunnelName() {
        return link.answer().header("terratunnel-subdomain").orElseThrow();
    }

    /// The link's end of the WebSocket.
    public AgentSocket link() {
        return link;
    }

    @Override
    public void close() throws IOException {
        server.close();
        link.close();
    }

    private void pump(InputStream in, OutputStream out) {
        byte[] buffer = new byte[64 * 1024];
        try (this) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
                out.flush();
            }
        } catch (IOException e) {
            // One side is gone, and with it the other.
        }
    }
}
