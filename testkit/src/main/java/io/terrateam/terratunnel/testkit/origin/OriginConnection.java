package io.terrateam.terratunnel.testkit.origin;

import io.terrateam.terratunnel.testkit.wire.BodyReader;
import io.terrateam.terratunnel.testkit.wire.HttpHead;
import io.terrateam.terratunnel.testkit.wire.WireReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A connection that the agent opened to a [TestOrigin], in the hands of a route or a script.
///
/// Thread: the connection's own virtual thread.
public final class OriginConnection {
    private final Socket socket;
    private final WireReader in;
    private final OutputStream out;
    private final CountDownLatch originClosed;
    private boolean isKept;

    OriginConnection(Socket socket, CountDownLatch originClosed) throws IOException {
        this.socket = socket;
        this.in = new WireReader(socket.getInputStream());
        this.out = socket.getOutputStream();
        this.originClosed = originClosed;
    }

    /// Bytes that arrive behind the head.
    public WireReader reader() {
        return in;
    }

    /// Bytes toward the agent.
    public OutputStream out() {
        return out;
    }

    /// The body of the request with this head.
    public BodyReader body(HttpHead head) {
        return BodyReader.ofRequest(in, head);
    }

    /// The whole body of the request.
    public byte[] readBody(HttpHead head) throws IOException {
        var whole = new ByteArrayOutputStream();
        BodyReader body = body(head);
        byte[] part = new byte[64 * 1024];
        for (int n = body.read(part); n >= 0; n = body.read(part)) {
            whole.write(part, 0, n);
        }
        return whole.toByteArray();
    }

    /// Sends a text in Latin-1.
    public OriginConnection send(String text) throws IOException {
        return send(WireReader.latin1(text));
    }

    /// Sends bytes.
    public OriginConnection send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
        return this;
    }

    /// Sends a chunk of a chunked body.
    public OriginConnection sendChunk(byte[] bytes) throws IOException {
        send(Integer.toHexString(bytes.length) + "\r\n");
        return send(bytes).send("\r\n");
    }

    /// Sends a complete response with a text.
    public OriginConnection respond(int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        return respond(status, "Content-Type: text/plain\r\n", body);
    }

    /// Sends a complete response; `lines` each end in CRLF.
    public OriginConnection respond(int status, String lines, byte[] body) throws IOException {
        String head = "HTTP/1.1 %d Said\r\n%sContent-Length: %d\r\n\r\n";
        send(head.formatted(status, lines, body.length)).send(body);
        isKept = true;
        return this;
    }

    /// Whether the agent gives the connection up within the time; what it still sends is thrown
    /// away.
    public boolean isLeftWithin(Duration time) {
        long deadline = System.nanoTime() + time.toNanos();
        byte[] rest = new byte[64 * 1024];
        try {
            while (true) {
                long millis = (deadline - System.nanoTime()) / 1_000_000;
                if (millis <= 0) {
                    return false;
                }
                socket.setSoTimeout((int) millis);
                if (in.read(rest, 0, rest.length) < 0) {
                    return true;
                }
            }
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /// Says nothing more until the origin closes or the time is over.
    public void stall(Duration time) {
        try {
            boolean _ = originClosed.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Keeps the connection for another request when the script is over.
    public void keep() {
        isKept = true;
    }

    /// Ends the connection in an orderly way when the script is over.
    public void drop() {
        isKept = false;
    }

    /// Cuts the connection with a reset.
    public void cut() throws IOException {
        isKept = false;
        socket.setSoLinger(true, 0);
        socket.close();
    }

    boolean takeKept() {
        boolean kept = isKept && !socket.isClosed();
        isKept = false;
        return kept;
    }
}
