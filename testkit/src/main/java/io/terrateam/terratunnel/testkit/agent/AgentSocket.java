package io.terrateam.terratunnel.testkit.agent;

import io.terrateam.terratunnel.testkit.wire.HttpHead;
import io.terrateam.terratunnel.testkit.wire.WebSocketWire;
import io.terrateam.terratunnel.testkit.wire.WebSocketWire.Frame;
import io.terrateam.terratunnel.testkit.wire.WireReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.OptionalInt;

/// The WebSocket of a link from the agent's side, on a raw socket: the handshake, and the byte
/// stream within its messages.
///
/// Thread: one reads [#payloads]; writing is synchronised.
public final class AgentSocket implements AutoCloseable {
    public static final String SUBPROTOCOL_V2 = "Sec-WebSocket-Protocol: terratunnel.v2\r\n";

    private final Socket socket;
    private final HttpHead answer;
    private final String refusal;
    private final WebSocketWire wire;
    private volatile int closeCode = -1;

    private AgentSocket(Socket socket, HttpHead answer, String refusal, WebSocketWire wire) {
        this.socket = socket;
        this.answer = answer;
        this.refusal = refusal;
        this.wire = wire;
    }

    /// Asks the server at a port of this machine for a link; `lines` each end in CRLF.
    public static AgentSocket dial(int port, String host, String lines) throws IOException {
        return dial(port, host, lines, "/ws");
    }

    /// The same with a target of the caller's.
    public static AgentSocket dial(int port, String host, String lines, String target)
            throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(60_000);
        OutputStream out = socket.getOutputStream();
        out.write(WireReader.latin1(WebSocketWire.upgradeRequest(host, target, lines)));
        out.flush();
        var in = new WireReader(socket.getInputStream());
        HttpHead answer =
                HttpHead.read(in).orElseThrow(() -> new EOFException("end instead of an answer"));
        String refusal = "";
        if (answer.status() != 101) {
            int length = answer.header("content-length").map(Integer::parseInt).orElse(0);
            refusal = new String(in.exactly(length), java.nio.charset.StandardCharsets.UTF_8);
        }
        return new AgentSocket(socket, answer, refusal, new WebSocketWire(in, out, true));
    }

    /// The server's answer to the upgrade.
    public HttpHead answer() {
        return answer;
    }

    /// The body of a refusal.
    public String refusal() {
        return refusal;
    }

    /// The frames themselves.
    public WebSocketWire wire() {
        return wire;
    }

    /// The close code that the server sent, if it did.
    public OptionalInt closeCode() {
        return closeCode < 0 ? OptionalInt.empty() : OptionalInt.of(closeCode);
    }

    /// What the server sends, without the frames around it; pings are answered, a close frame is
    /// the end.
    public InputStream payloads() {
        return new PayloadStream();
    }

    /// What the agent sends: each write is one binary message.
    public OutputStream messages() {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                wire.sendBinary(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                wire.sendBinary(bytes, offset, length);
            }
        };
    }

    /// Reads until the server ends the link; its close code, if it sent one.
    public OptionalInt awaitClose() {
        byte[] rest = new byte[16 * 1024];
        try (InputStream payloads = payloads()) {
            while (payloads.read(rest) >= 0) {
                // Only the end matters.
            }
        } catch (IOException e) {
            // Ended without a close frame.
        }
        return closeCode();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private final class PayloadStream extends InputStream {
        private byte[] payload = new byte[0];
        private int position;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            while (position == payload.length) {
                if (closeCode >= 0) {
                    return -1;
                }
                next(wire.read());
            }
            int n = Math.min(length, payload.length - position);
            System.arraycopy(payload, position, into, offset, n);
            position += n;
            return n;
        }

        private void next(Frame frame) throws IOException {
            if (frame.isMasked()) {
                throw new IOException("the server masks its frames");
            }
            switch (frame.opcode()) {
                case WebSocketWire.BINARY, WebSocketWire.CONTINUATION -> {
                    payload = frame.payload();
                    position = 0;
                }
                case WebSocketWire.PING -> wire.send(WebSocketWire.PONG, frame.payload());
                case WebSocketWire.PONG -> {}
                case WebSocketWire.CLOSE -> closeCode = frame.closeCode();
                default -> throw new IOException("unexpected opcode " + frame.opcode());
            }
        }
    }
}
