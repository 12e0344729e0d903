package io.terrateam.terratunnel.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.agent.AgentConfig.HostHeader;
import io.terrateam.terratunnel.agent.RawOrigin.Conversation;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The ways in which a local service can listen, and what the options about it change.
final class OriginKindsTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    private AgentUnderTest agent;

    @AfterEach
    void stop() throws Exception {
        agent.close();
    }

    private EdgeStream ask(AgentUnderTest.Setup setup) throws Exception {
        agent = setup.start();
        return agent.edge().nextLink().open(AgentUnderTest.get("/x"), true);
    }

    @Test
    void unixSocket(@TempDir Path folder) throws Exception {
        Path path = folder.resolve("app.sock");
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(path));
            EdgeStream stream = ask(new AgentUnderTest.Setup().originUrl("unix:" + path));
            try (SocketChannel accepted = listener.accept()) {
                ByteBuffer head = ByteBuffer.allocate(1024);
                accepted.read(head);
                assertThat(
                                new String(
                                        head.array(),
                                        0,
                                        head.position(),
                                        StandardCharsets.ISO_8859_1))
                        .startsWith("GET /x HTTP/1.1");
                accepted.write(ByteBuffer.wrap(OK.getBytes(StandardCharsets.ISO_8859_1)));
                assertThat(stream.text()).isEqualTo("ok");
            }
        }
    }

    @Test
    void localhostThatListensOnIpv6Alone() throws Exception {
        InetAddress loopback6 = Inet6Address.getByName("::1");
        try (ServerSocket listener = new ServerSocket()) {
            listener.setSoTimeout(5_000);
            listener.bind(new InetSocketAddress(loopback6, 0));
            EdgeStream stream =
                    ask(new AgentUnderTest.Setup().originUrl("" + listener.getLocalPort()));
            try (Socket accepted = listener.accept()) {
                accepted.getOutputStream().write(OK.getBytes(StandardCharsets.ISO_8859_1));
                assertThat(stream.text()).isEqualTo("ok");
            }
        }
    }

    @Test
    void basePathIsPrepended() throws Exception {
        ask(new AgentUnderTest.Setup().originUrl("http://127.0.0.1:PORT/base/"));

        assertThat(agent.origin().next().readHead()).startsWith("GET /base/x HTTP/1.1");
    }

    @Test
    void rewrittenHostIsTheOrigins_andLocationComesBack() throws Exception {
        EdgeStream stream = ask(new AgentUnderTest.Setup().hostHeader(new HostHeader.Rewrite()));
        Conversation origin = agent.origin().next();
        String authority = "127.0.0.1:" + agent.origin().port();
        assertThat(origin.readHead()).contains("host: " + authority + "\r\n");
        origin.write(
                "HTTP/1.1 302 Found\r\nLocation: http://"
                        + authority
                        + "/y\r\nContent-Length: 0\r\n\r\n");

        assertThat(stream.head().get("location")).hasToString("https://test.example.org/y");
        assertThat(agent.origin().connections()).isEqualTo(1);
    }

    @Test
    void fixedHost() throws Exception {
        ask(new AgentUnderTest.Setup().hostHeader(new HostHeader.Fixed("app.test")));

        assertThat(agent.origin().next().readHead()).contains("host: app.test\r\n");
    }

    @Test
    void originThatComesBackIsReported() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        agent = new AgentUnderTest.Setup().originUrl("127.0.0.1:" + port).start();
        EdgeLink link = agent.edge().nextLink();
        assertThat(link.open(AgentUnderTest.get("/1"), true).status()).isEqualTo("502");
        assertThat(agent.events().await("origin")).startsWith("origin down");

        try (ServerSocket listener = new ServerSocket()) {
            listener.setReuseAddress(true);
            listener.setSoTimeout(5_000);
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            EdgeStream stream = link.open(AgentUnderTest.get("/2"), true);
            try (Socket accepted = listener.accept()) {
                accepted.getOutputStream().write(OK.getBytes(StandardCharsets.ISO_8859_1));
                assertThat(stream.text()).isEqualTo("ok");
            }
        }
        assertThat(agent.events().await("origin")).isEqualTo("origin up");
    }
}
