package io.terrateam.terratunnel.testkit.visitor;

import io.terrateam.terratunnel.testkit.wire.BodyReader;
import io.terrateam.terratunnel.testkit.wire.HttpHead;
import io.terrateam.terratunnel.testkit.wire.WireReader;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/// An HTTP/1.1 visitor on a raw socket: sends exactly the bytes it is given, and tells a proper end
/// from a cut.
///
/// Thread: one thread reads; another may write.
public final class RawVisitor implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Socket socket;
    private final WireReader in;
    private final OutputStream out;

    private RawVisitor(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new WireReader(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    /// Connects to a port of this machine.
    public static RawVisitor connect(int port) throws IOException {
        return connect(port, 0);
    }

    /// Connects with a small receive buffer, for a visitor who reads slowly; 0 for the system's.
    public static RawVisitor connect(int port, int receiveBufferBytes) throws IOException {
        var socket = new Socket();
        socket.setTcpNoDelay(true);
        if (receiveBufferBytes > 0) {
            socket.setReceiveBufferSize(receiveBufferBytes);
        }
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
        var visitor = new RawVisitor(socket);
        visitor.patience(PATIENCE);
        return visitor;
    }

    /// Connects to an address.
    public static RawVisitor connect(InetSocketAddress address) throws IOException {
        var socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.connect(address, 5_000);
        return new RawVisitor(socket).patience(PATIENCE);
    }

    /// Connects to a port of this machine with TLS, to whoever has a certificate for `name`.
    public static RawVisitor connect(int port, SSLContext tls, String name) throws IOException {
        var tcp = new Socket(InetAddress.getLoopbackAddress(), port);
        tcp.setTcpNoDelay(true);
        var socket = (SSLSocket) tls.getSocketFactory().createSocket(tcp, name, port, true);
        SSLParameters checks = socket.getSSLParameters();
        checks.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(checks);
        return new RawVisitor(socket).patience(PATIENCE);
    }

    /// How long a read waits before it fails.
    public RawVisitor patience(Duration patience) throws IOException {
        socket.setSoTimeout(Math.toIntExact(patience.toMillis()));
        return this;
    }

    /// Sends a text in Latin-1.
    public RawVisitor send(String text) throws IOException {
        return send(WireReader.latin1(text));
    }

    /// Sends bytes.
    public RawVisitor send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
        return this;
    }

    /// Sends a GET without anything special.
    public RawVisitor get(String host, String target) throws IOException {
        return send("GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    }

    /// The next head, interim or final.
    public HttpHead readHead() throws IOException {
        return HttpHead.read(in).orElseThrow(() -> new EOFException("end instead of a response"));
    }

    /// The body behind the head of a response to `method`.
    public BodyReader body(HttpHead head, String method) {
        return BodyReader.ofResponse(in, head, method);
    }

    /// The next response to a GET, whole.
    public RawResponse read() throws IOException {
        return read("GET");
    }

    /// The next response, whole, with the interim ones before it.
    public RawResponse read(String method) throws IOException {
        List<HttpHead> interim = new ArrayList<>();
        HttpHead head = readHead();
        while (head.status() / 100 == 1 && head.status() != 101) {
            interim.add(head);
            head = readHead();
        }
        BodyReader reader = body(head, method);
        var body = new ByteArrayOutputStream();
        Ending ending = drain(reader, body);
        return new RawResponse(interim, head, body.toByteArray(), reader.trailers(), ending);
    }

    /// Waits for the server to end the connection and throws away what it still sends.
    public Ending awaitEnd(Duration within) throws IOException {
        long deadline = System.nanoTime() + within.toNanos();
        byte[] rest = new byte[16 * 1024];
        try {
            while (true) {
                long millis = (deadline - System.nanoTime()) / 1_000_000;
                if (millis <= 0) {
                    return Ending.TIMED_OUT;
                }
                socket.setSoTimeout((int) millis);
                if (in.read(rest, 0, rest.length) < 0) {
                    return Ending.COMPLETE;
                }
            }
        } catch (SocketTimeoutException e) {
            return Ending.TIMED_OUT;
        } catch (IOException e) {
            return Ending.RESET;
        }
    }

    /// The reader, for bytes behind an upgrade.
    public WireReader reader() {
        return in;
    }

    /// The writer, for bytes behind an upgrade.
    public OutputStream out() {
        return out;
    }

    /// The local port, which names this visitor.
    public int localPort() {
        return socket.getLocalPort();
    }

    /// Ends the sending direction only.
    public void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    /// Leaves with a reset, as a process that is killed with unread data.
    public void abort() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static Ending drain(BodyReader reader, ByteArrayOutputStream body) {
        byte[] part = new byte[64 * 1024];
        try {
            for (int n = reader.read(part); n >= 0; n = reader.read(part)) {
                body.write(part, 0, n);
            }
            return Ending.COMPLETE;
        } catch (EOFException e) {
            return Ending.TRUNCATED;
        } catch (SocketTimeoutException e) {
            return Ending.TIMED_OUT;
        } catch (IOException e) {
            return Ending.RESET;
        }
    }
}
