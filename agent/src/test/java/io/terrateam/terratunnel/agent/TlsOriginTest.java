package io.terrateam.terratunnel.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An `https` origin's ways to end a connection. Whoever can cut one must not be able to make half
/// an answer look whole (RFC 9112 section 9.8).
final class TlsOriginTest {

    private static final char[] PASSWORD = "password".toCharArray();
    private static final String OPEN_BODY = "HTTP/1.1 200 OK\r\n\r\nall of it";

    @TempDir private static Path directory;
    private static SSLContext tls;

    private AgentUnderTest agent;
    private EdgeStream stream;
    private Socket connection;
    private SSLSocket origin;

    @BeforeAll
    static void makeCertificate() throws Exception {
        Path file = directory.resolve("origin.p12");
        String java = ProcessHandle.current().info().command().orElseThrow();
        Process keytool =
                new ProcessBuilder(
                                Path.of(java).resolveSibling("keytool").toString(),
                                "-genkeypair",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=origin",
                                "-keystore",
                                file.toString(),
                                "-storepass",
                                new String(PASSWORD))
                        .inheritIO()
                        .start();
        assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), null, null);
    }

    @BeforeEach
    void ask() throws Exception {
        agent = new AgentUnderTest.Setup().originUrl("https://127.0.0.1:PORT").start();
        stream = agent.edge().nextLink().open(AgentUnderTest.get("/"), true);
        connection = agent.origin().next().socket();
        origin = (SSLSocket) tls.getSocketFactory().createSocket(connection, null, true);
        origin.setUseClientMode(false);
        byte[] head = new byte[1024];
        assertThat(origin.getInputStream().read(head)).isPositive();
    }

    @AfterEach
    void stop() throws Exception {
        agent.close();
    }

    private void answers(String text) throws Exception {
        origin.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void bodyUntilCloseIsWholeBehindACloseNotify() throws Exception {
        answers(OPEN_BODY);
        origin.close();

        assertThat(stream.text()).isEqualTo("all of it");
        assertThat(stream.ending()).isEqualTo("end");
    }

    @Test
    void bodyUntilCloseIsCutWithoutACloseNotify() throws Exception {
        answers(OPEN_BODY);
        connection.close();

        assertThat(stream.status()).isEqualTo("200");
        assertThat(stream.ending()).startsWith("reset");
    }

    @Test
    void bodyOfKnownLengthNeedsNoCloseNotify() throws Exception {
        answers("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nall of it");
        connection.close();

        assertThat(stream.text()).isEqualTo("all of it");
        assertThat(stream.ending()).isEqualTo("end");
    }
}
