package io.terrateam.terratunnel.testkit.agent;

import io.terrateam.terratunnel.testkit.wire.Http2Wire;
import io.terrateam.terratunnel.testkit.wire.Http2Wire.Frame;
import java.io.IOException;

/// An agent that sends HTTP/2 frames one by one, so that it can break any rule.
///
/// Thread: as [Http2Wire].
public final class RawAgent implements AutoCloseable {
    private static final int ENABLE_CONNECT_PROTOCOL = 8;
    private static final int MAX_CONCURRENT_STREAMS = 3;

    private final AgentSocket link;
    private final Http2Wire frames;

    private RawAgent(AgentSocket link) {
        this.link = link;
        this.frames = new Http2Wire(link.payloads(), link.messages());
    }

    /// Opens a link and does nothing else; `lines` each end in CRLF.
    public static RawAgent dial(int serverPort, String host, String lines) throws IOException {
        AgentSocket link = AgentSocket.dial(serverPort, host, AgentSocket.SUBPROTOCOL_V2 + lines);
        if (link.answer().status() != 101) {
            link.close();
            throw new IOException(link.answer().startLine() + " " + link.refusal());
        }
        return new RawAgent(link);
    }

    /// Opens a link and exchanges SETTINGS, so that the tunnel can be visited.
    public static RawAgent ready(int serverPort, String host, String lines) throws IOException {
        RawAgent agent = dial(serverPort, host, lines);
        agent.frames.readPreface();
        agent.frames.sendSettings(ENABLE_CONNECT_PROTOCOL, 1, MAX_CONCURRENT_STREAMS, 100);
        return agent;
    }

    /// The label of the tunnel's name.
    public String tunnelName() {
        return link.answer().header("terratunnel-subdomain").orElseThrow();
    }

    /// The token that gets the tunnel back.
    public String resumeToken() {
        return link.answer().header("terratunnel-resume").orElseThrow();
    }

    /// The link's end of the WebSocket.
    public AgentSocket link() {
        return link;
    }

    /// The frames within it.
    public Http2Wire frames() {
        return frames;
    }

    /// The next HEADERS frame that the edge sends: a visitor's request.
    public Frame awaitRequest() throws IOException {
        Frame frame = frames.readAnswering();
        while (frame.type() != Http2Wire.HEADERS) {
            frame = frames.readAnswering();
        }
        return frame;
    }

    @Override
    public void close() throws IOException {
        link.close();
    }
}
