package io.terrateam.terratunnel.cli.demo;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// A visitor who asks for the demo's pages over one kept connection.
///
/// Thread: one; its methods block. Limits: reads whole bodies, which are small here. Failure:
/// `IOException`.
final class TrainingVisitor implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int MAX_HEAD_BYTES = 64 << 10;
    private static final String LENGTH = "\r\ncontent-length:";

    private final String authority;
    private final Socket socket = new Socket();
    private final InputStream in;

    /// Connects to the server at `port` of this machine.
    ///
    /// @param authority host and port of the public URL
    TrainingVisitor(String authority, int port) throws IOException {
        this.authority = authority;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /// Sends a request and reads its answer.
    ///
    /// @return the status
    int ask(String method, String path, byte[] body) throws IOException {
        String head =
                "%s %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: training\r\nContent-Length: %d\r\n\r\n"
                        .formatted(method, path, authority, body.length);
        byte[] start = head.getBytes(StandardCharsets.US_ASCII);
        byte[] whole = new byte[start.length + body.length];
        System.arraycopy(start, 0, whole, 0, start.length);
        System.arraycopy(body, 0, whole, start.length, body.length);
        socket.getOutputStream().write(whole);
        String answer = readHead();
        in.skipNBytes(bodyLength(answer));
        return Integer.parseInt(answer.substring(9, 12));
    }

    private String readHead() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
            int next = in.read();
            if (next < 0 || head.length() > MAX_HEAD_BYTES) {
                throw new EOFException("no complete answer");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    private static long bodyLength(String head) throws IOException {
        int at = head.toLowerCase(Locale.ROOT).indexOf(LENGTH);
        if (at < 0) {
            throw new IOException("an answer without a length");
        }
        int from = at + LENGTH.length();
        return Long.parseLong(head.substring(from, head.indexOf('\r', from)).strip());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
