package io.terrateam.terratunnel.testkit.process;

import io.terrateam.terratunnel.testkit.wire.HttpHead;
import io.terrateam.terratunnel.testkit.wire.WireReader;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// An HTTP proxy that does `CONNECT` alone, as companies have them. Every name leads to this
/// machine, so that a client gets there only through the proxy.
///
/// Thread: two virtual threads for each connection; public methods from any thread. Spec: RFC 9110
/// section 9.3.6.
public final class ConnectProxy implements AutoCloseable {
    private final ServerSocket listener;
    private final String login;
    private final OptionalInt onlyPort;
    private final List<String> targets = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private ConnectProxy(ServerSocket listener, String login, OptionalInt onlyPort) {
        this.listener = listener;
        this.login = login;
        this.onlyPort = onlyPort;
    }

    /// Starts on a free port for everybody.
    public static ConnectProxy start() throws IOException {
        return start("");
    }

    /// Starts on a free port for those who send this `Proxy-Authorization`.
    public static ConnectProxy start(String login) throws IOException {
        return start(login, OptionalInt.empty());
    }

    /// Starts on a free port; whatever port is asked for, it leads to this one.
    public static ConnectProxy leadingTo(int port) throws IOException {
        return start("", OptionalInt.of(port));
    }

    private static ConnectProxy start(String login, OptionalInt onlyPort) throws IOException {
        var listener = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
        var proxy = new ConnectProxy(listener, login, onlyPort);
        Thread.ofVirtual().name("proxy-accept").start(proxy::accept);
        return proxy;
    }

    /// The port to connect to.
    public int port() {
        return listener.getLocalPort();
    }

    /// Where connections were asked for, oldest first, the refused ones too.
    public List<String> targets() {
        return List.copyOf(targets);
    }

    private void accept() {
        try {
            while (true) {
                Socket near = listener.accept();
                open.add(near);
                Thread.ofVirtual().name("proxy-out").start(() -> serve(near));
            }
        } catch (IOException e) {
            // Closed: nothing more to accept.
        }
    }

    private void serve(Socket near) {
        try (near) {
            var in = new WireReader(near.getInputStream());
            HttpHead head = HttpHead.read(in).orElseThrow(() -> new IOException("no head"));
            String[] words = head.startLine().split(" ");
            targets.add(words[1]);
            if (!words[0].equals("CONNECT")) {
                say(near, "405 Method Not Allowed");
            } else if (!login.isEmpty()
                    && !head.header("proxy-authorization").orElse("").equals(login)) {
                say(near, "407 Proxy Authentication Required");
            } else {
                int port = Integer.parseInt(words[1].substring(words[1].lastIndexOf(':') + 1));
                connect(near, in, onlyPort.orElse(port));
            }
        } catch (IOException e) {
            // One side left, and so does the other.
        } finally {
            open.remove(near);
        }
    }

    private void connect(Socket near, WireReader in, int port) throws IOException {
        try (Socket far = new Socket(InetAddress.getLoopbackAddress(), port)) {
            open.add(far);
            say(near, "200 Connection established");
            Thread.ofVirtual().name("proxy-back").start(() -> pumpBack(far, near));
            pump(in, far.getOutputStream());
        }
    }

    private void pumpBack(Socket far, Socket near) {
        try (far;
                near) {
            pump(new WireReader(far.getInputStream()), near.getOutputStream());
        } catch (IOException e) {
            // One side left, and so does the other.
        } finally {
            open.remove(far);
        }
    }

    private static void pump(WireReader in, OutputStream out) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        for (int n = in.read(buffer, 0, buffer.length);
                n >= 0;
                n = in.read(buffer, 0, buffer.length)) {
            out.write(buffer, 0, n);
            out.flush();
        }
    }

    private static void say(Socket near, String status) throws IOException {
        near.getOutputStream().write(WireReader.latin1("HTTP/1.1 " + status + "\r\n\r\n"));
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
