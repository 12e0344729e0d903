package io.terrateam.terratunnel.agent;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A local service on a raw socket: each connection is a conversation that the test leads byte by
/// byte.
public final class RawOrigin implements AutoCloseable {

    private final ServerSocket listener = new ServerSocket();
    private final BlockingQueue<Conversation> arrived = new LinkedBlockingQueue<>();
    private final List<Conversation> all = new CopyOnWriteArrayList<>();

    public RawOrigin() throws IOException {
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
        Thread.ofVirtual().start(this::accept);
    }

    private void accept() {
        try {
            while (true) {
                Conversation next = new Conversation(listener.accept());
                all.add(next);
                arrived.add(next);
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    public int connections() {
        return all.size();
    }

    public Conversation next() throws InterruptedException {
        Conversation next = arrived.poll(5, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("no connection came");
        }
        return next;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Conversation conversation : all) {
            conversation.close();
        }
    }

    /// One connection.
    public static final class Conversation {
        private final Socket socket;

        Conversation(Socket socket) throws IOException {
            this.socket = socket;
            socket.setSoTimeout(10_000);
            socket.setTcpNoDelay(true);
        }

        /// Reads up to the end of a head.
        public String readHead() throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            InputStream in = socket.getInputStream();
            while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int b = in.read();
                if (b < 0) {
                    throw new IOException("closed inside a head: " + head);
                }
                head.write(b);
            }
            return head.toString(StandardCharsets.ISO_8859_1);
        }

        public String read(int bytes) throws IOException {
            byte[] part = socket.getInputStream().readNBytes(bytes);
            return new String(part, StandardCharsets.ISO_8859_1);
        }

        /// Whether the agent closes, or resets, without sending more.
        public boolean isClosedByAgent() throws IOException {
            try {
                return socket.getInputStream().read() < 0;
            } catch (java.net.SocketException reset) {
                return true;
            }
        }

        public Conversation write(String text) throws IOException {
            return write(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        public Conversation write(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            return this;
        }

        public Socket socket() {
            return socket;
        }

        public void close() throws IOException {
            socket.close();
        }
    }
}
