package io.terrateam.terratunnel.e2e.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.testkit.TunnelSystem;
import io.terrateam.terratunnel.testkit.wire.Http2Wire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// An HTTP/2 visitor that sends the same bytes again and again until it is cut off.
///
/// Thread: the test's sends; a virtual thread reads, so that the server never blocks on us.
final class FloodingVisitor implements AutoCloseable {
    private static final Duration FLOOD = Duration.ofSeconds(20);
    private static final long GROWTH_KIB = 64 * 1024;

    private final TunnelSystem tunnel;
    private final Socket socket;
    private final Http2Wire wire;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final long residentBefore;

    /// Bytes of the `i`th repetition.
    @FunctionalInterface
    interface Wave {
        byte[] bytes(int i);
    }

    FloodingVisitor(TunnelSystem tunnel) throws IOException {
        this.tunnel = tunnel;
        this.residentBefore = tunnel.server().residentKiB();
        this.socket = new Socket(InetAddress.getLoopbackAddress(), tunnel.port());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(30_000);
        this.wire = new Http2Wire(socket.getInputStream(), socket.getOutputStream());
        wire.sendPreface();
    }

    /// The parts in one array, for one write.
    static byte[] join(byte[]... parts) {
        var whole = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            whole.writeBytes(part);
        }
        return whole.toByteArray();
    }

    Http2Wire wire() {
        return wire;
    }

    /// The header block of a GET.
    byte[] get(String path) {
        return Http2Wire.headerBlock(
                ":method", "GET", ":scheme", "http", ":authority", tunnel.host(), ":path", path);
    }

    /// Sends waves until the server ends the connection, and checks that others are served.
    void floodUntilCutOff(Wave wave) throws Exception {
        Thread.ofVirtual().start(this::readUntilEnd);
        long deadline = System.nanoTime() + FLOOD.toNanos();
        int sent = 0;
        try {
            while (!ended.isDone() && System.nanoTime() < deadline) {
                wire.sendRaw(wave.bytes(sent));
                sent++;
                if (sent % 1_000 == 0) {
                    assertOthersAreServed();
                }
            }
        } catch (IOException e) {
            // Cut off while sending.
        }
        ended.get(10, TimeUnit.SECONDS);
        assertOthersAreServed();
        assertThat(tunnel.server().isAlive()).isTrue();
        assertThat(tunnel.server().residentKiB() - residentBefore).isLessThan(GROWTH_KIB);
    }

    void assertOthersAreServed() throws IOException {
        long asked = System.nanoTime();
        assertThat(tunnel.get("/").text()).isEqualTo("hello");
        assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(2));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void readUntilEnd() {
        try {
            byte[] rest = new byte[64 * 1024];
            while (socket.getInputStream().read(rest) >= 0) {
                // Whatever it says.
            }
            ended.complete(null);
        } catch (SocketTimeoutException e) {
            ended.completeExceptionally(e);
        } catch (IOException e) {
            ended.complete(null);
        }
    }
}
