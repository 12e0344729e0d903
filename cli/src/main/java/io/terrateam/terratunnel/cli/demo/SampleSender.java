package io.terrateam.terratunnel.cli.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// Sends the sample webhook to the public URL, as GitHub would.
///
/// It speaks HTTP/1.1 by hand: not every machine resolves `*.localhost`, and the JDK's client sets
/// no `Host`.
final class SampleSender {
    private static final int TIMEOUT_MILLIS = 10_000;

    private SampleSender() {}

    /// Sends it to the server at `port` of this machine.
    ///
    /// @param authority host and port of the public URL
    /// @return the status of the answer
    static int send(String authority, int port) throws IOException {
        byte[] body = SampleWebhook.body();
        StringBuilder head = new StringBuilder();
        head.append("POST ").append(SampleWebhook.PATH).append(" HTTP/1.1\r\n");
        head.append("Host: ").append(authority).append("\r\n");
        SampleWebhook.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        head.append("Content-Length: ").append(body.length).append("\r\n");
        head.append("Connection: close\r\n\r\n");
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            OutputStream out = socket.getOutputStream();
            out.write(head.toString().getBytes(StandardCharsets.US_ASCII));
            out.write(body);
            out.flush();
            return status(socket);
        }
    }

    private static int status(Socket socket) throws IOException {
        BufferedReader reader =
                new BufferedReader(
                        new InputStreamReader(
                                socket.getInputStream(), StandardCharsets.ISO_8859_1));
        String line = reader.readLine();
        String[] parts = line == null ? new String[0] : line.split(" ", 3);
        if (parts.length < 2 || !parts[1].matches("\\d{3}")) {
            throw new IOException("no HTTP answer");
        }
        return Integer.parseInt(parts[1]);
    }
}
