package io.terrateam.terratunnel.edge;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// An HTTP/1.1 visitor that sends what it is told, byte for byte.
final class RawVisitor implements AutoCloseable {

    /// A response as it was read.
    ///
    /// @param status its status
    /// @param fields its field lines, names in lower case
    /// @param body its body, unchunked
    /// @param trailers its trailer lines
    record Answer(int status, List<String> fields, byte[] body, List<String> trailers) {
        String field(String name) {
            return fields.stream()
                    .filter(line -> line.startsWith(name + ": "))
                    .map(line -> line.substring(name.length() + 2))
                    .findFirst()
                    .orElse("");
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    private static final int READ_MILLIS = 20_000;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    RawVisitor(int port) throws IOException {
        socket = new Socket();
        socket.setReceiveBufferSize(32 << 10);
        socket.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(READ_MILLIS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    RawVisitor sends(String text) throws IOException {
        return sends(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawVisitor sends(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
        return this;
    }

    /// A GET for a tunnel's host.
    RawVisitor asks(String tunnel, String path) throws IOException {
        return sends(get(tunnel, path));
    }

    static String get(String tunnel, String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: " + tunnel + ".example.test\r\n\r\n";
    }

    /// The next response, interim ones included.
    Answer reads() throws IOException {
        return reads(false);
    }

    Answer reads(boolean answersHead) throws IOException {
        String statusLine = line();
        int status = Integer.parseInt(statusLine.split(" ")[1]);
        List<String> fields = block();
        Answer head = new Answer(status, fields, new byte[0], List.of());
        if (answersHead || status < 200 || status == 204 || status == 304) {
            return head;
        }
        if (head.field("transfer-encoding").equals("chunked")) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            for (int size = chunkSize(); size > 0; size = chunkSize()) {
                body.writeBytes(exactly(size));
                line();
            }
            return new Answer(status, fields, body.toByteArray(), block());
        }
        String length = head.field("content-length");
        byte[] body = length.isEmpty() ? in.readAllBytes() : exactly(Integer.parseInt(length));
        return new Answer(status, fields, body, List.of());
    }

    private int chunkSize() throws IOException {
        return Integer.parseInt(line(), 16);
    }

    byte[] exactly(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException(bytes.length + " of " + count + " bytes");
        }
        return bytes;
    }

    /// What comes until the connection ends.
    String readsToTheEnd() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /// What comes within a tenth of a second, or until the connection ends.
    String readsAnything() throws IOException {
        StringBuilder text = new StringBuilder();
        socket.setSoTimeout(100);
        try {
            for (int octet = in.read(); octet >= 0; octet = in.read()) {
                text.append((char) octet);
            }
        } catch (SocketTimeoutException silence) {
            // That was all.
        }
        return text.toString();
    }

    /// Whether the connection ends without another byte.
    boolean isClosedByPeer() throws IOException {
        return in.read() < 0;
    }

    /// Whether the connection stays open for a while without a word.
    boolean hearsNothingFor(Duration time) throws IOException {
        socket.setSoTimeout((int) time.toMillis());
        try {
            in.read();
            return false;
        } catch (SocketTimeoutException silence) {
            return true;
        } finally {
            socket.setSoTimeout(READ_MILLIS);
        }
    }

    void endsItsHalf() throws IOException {
        socket.shutdownOutput();
    }

    void resets() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private List<String> block() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            lines.add(line.substring(0, colon).toLowerCase(Locale.ROOT) + line.substring(colon));
        }
        return lines;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        int octet = in.read();
        while (octet != '\n') {
            if (octet < 0) {
                throw new EOFException("after: " + line);
            }
            line.append((char) octet);
            octet = in.read();
        }
        return line.substring(0, line.length() - 1);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
