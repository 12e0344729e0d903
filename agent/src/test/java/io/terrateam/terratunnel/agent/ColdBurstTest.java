package io.terrateam.terratunnel.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Thousands of requests at once for an origin to which there is no connection yet.
final class ColdBurstTest {

    private static final int REQUESTS = 2_000;

    private AgentUnderTest agent;

    @AfterEach
    void stop() throws Exception {
        agent.close();
    }

    @Test
    void eachOfTwoThousandIsAnswered() throws Exception {
        try (Service service = Service.onLoopback(128)) {
            service.acceptsFrom(0);

            assertThat(statuses(service)).hasSize(REQUESTS).containsOnly("200");
            assertThat(service.accepted.get()).isLessThan(REQUESTS);
        }
    }

    /// Those whose connection finds no room in the origin's queue wait for the kernel's next try.
    @Test
    void eachIsAnsweredByAnOriginWithAShortQueueThatStartsToAcceptLate() throws Exception {
        try (Service service = Service.onLoopback(50)) {
            service.acceptsFrom(1_500);

            assertThat(statuses(service)).hasSize(REQUESTS).containsOnly("200");
        }
    }

    /// Where there is no room, connecting to a unix socket fails at once.
    @Test
    void eachIsAnsweredByAUnixSocketWithAShortQueue(@TempDir Path folder) throws Exception {
        try (Service service = Service.onSocket(folder.resolve("app.sock"), 5)) {
            service.acceptsFrom(500);

            assertThat(statuses(service)).hasSize(REQUESTS).containsOnly("200");
        }
    }

    @Test
    void whereTheOriginIsDownEachHearsItWithinASecond() throws Exception {
        Service service = Service.onLoopback(1);
        service.close();
        long began = System.nanoTime();

        assertThat(statuses(service)).hasSize(REQUESTS).containsOnly("502");

        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began)).isLessThan(5);
    }

    private List<String> statuses(Service service) throws Exception {
        agent =
                new AgentUnderTest.Setup()
                        .originUrl(service.url)
                        .originTimeout(Duration.ofSeconds(60))
                        .maxConcurrentExchanges(REQUESTS + 500)
                        .start();
        EdgeLink link = agent.edge().nextLink();
        List<EdgeStream> streams = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            streams.add(link.open(AgentUnderTest.get("/" + i), true));
        }
        List<String> statuses = new ArrayList<>();
        for (EdgeStream stream : streams) {
            statuses.add(stream.statusWithin(60));
        }
        return statuses;
    }

    /// Answers `200` on kept connections, each on a thread of its own.
    private static final class Service implements AutoCloseable {
        private final ServerSocketChannel listener;
        private final String url;
        private final Queue<SocketChannel> open = new ConcurrentLinkedQueue<>();
        private final AtomicInteger accepted = new AtomicInteger();
        private final CountDownLatch closed = new CountDownLatch(1);

        private Service(ServerSocketChannel listener, String url) {
            this.listener = listener;
            this.url = url;
        }

        static Service onLoopback(int backlog) throws IOException {
            ServerSocketChannel listener = ServerSocketChannel.open();
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), backlog);
            int port = listener.socket().getLocalPort();
            return new Service(listener, "http://127.0.0.1:" + port);
        }

        static Service onSocket(Path path, int backlog) throws IOException {
            ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            listener.bind(UnixDomainSocketAddress.of(path), backlog);
            return new Service(listener, "unix:" + path);
        }

        void acceptsFrom(int delayMillis) {
            Thread.ofVirtual()
                    .start(() -> {
                        try {
                            if (!closed.await(delayMillis, TimeUnit.MILLISECONDS)) {
                                accept();
                            }
                        } catch (IOException | InterruptedException over) {
                            // The test is over.
                        }
                    });
        }

        private void accept() throws IOException {
            while (true) {
                SocketChannel next = listener.accept();
                accepted.incrementAndGet();
                open.add(next);
                Thread.ofVirtual().start(() -> serve(next));
            }
        }

        private static void serve(SocketChannel socket) {
            byte[] answer =
                    "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
                            .getBytes(StandardCharsets.ISO_8859_1);
            try (socket;
                    BufferedReader in =
                            new BufferedReader(
                                    Channels.newReader(socket, StandardCharsets.ISO_8859_1))) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    if (line.isEmpty()) {
                        socket.write(ByteBuffer.wrap(answer));
                    }
                }
            } catch (IOException over) {
                // The agent left.
            }
        }

        @Override
        public void close() throws IOException {
            closed.countDown();
            listener.close();
            for (SocketChannel socket : open) {
                socket.close();
            }
        }
    }
}
