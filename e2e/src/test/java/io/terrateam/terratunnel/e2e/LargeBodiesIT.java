package io.terrateam.terratunnel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.testkit.SharedTunnel;
import io.terrateam.terratunnel.testkit.TunnelSystem;
import io.terrateam.terratunnel.testkit.visitor.Ending;
import io.terrateam.terratunnel.testkit.visitor.H2Exchange;
import io.terrateam.terratunnel.testkit.visitor.H2Visitor;
import io.terrateam.terratunnel.testkit.visitor.RawVisitor;
import io.terrateam.terratunnel.testkit.wire.BodyReader;
import io.terrateam.terratunnel.testkit.wire.HttpHead;
import io.terrateam.terratunnel.testkit.wire.PatternedBytes;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// 100 MB both ways, with the same SHA-256 at both ends.
@ExtendWith(SharedTunnel.class)
class LargeBodiesIT {
    private static final int LENGTH = 100_000_000;
    private static final String SHA256 = PatternedBytes.sha256(LENGTH);

    private final TunnelSystem tunnel;

    LargeBodiesIT(TunnelSystem tunnel) {
        this.tunnel = tunnel;
    }

    @ParameterizedTest
    @ValueSource(strings = {"/bytes/", "/chunked/"})
    void downloadArrivesWhole(String route) throws Exception {
        try (RawVisitor visitor = tunnel.visitor()) {
            visitor.get(tunnel.host(), route + LENGTH);
            HttpHead head = visitor.readHead();
            BodyReader body = visitor.body(head, "GET");
            MessageDigest digest = PatternedBytes.newSha256();
            byte[] part = new byte[64 * 1024];
            long length = 0;
            for (int n = body.read(part); n >= 0; n = body.read(part)) {
                digest.update(part, 0, n);
                length += n;
            }

            assertThat(length).isEqualTo(LENGTH);
            assertThat(PatternedBytes.hex(digest)).isEqualTo(SHA256);
        }
    }

    @Test
    void downloadOfHttp2VisitorArrivesWhole() throws Exception {
        try (H2Visitor visitor = tunnel.h2()) {
            H2Exchange exchange = visitor.get(tunnel.host(), "/bytes/" + LENGTH);

            assertThat(exchange.awaitEnding()).isEqualTo(Ending.COMPLETE);
            assertThat(exchange.sha256()).isEqualTo(SHA256);
        }
    }

    @Test
    void uploadWithLengthArrivesWhole() throws Exception {
        try (RawVisitor visitor = tunnel.visitor()) {
            visitor.send("POST /upload HTTP/1.1\r\nHost: " + tunnel.host() + "\r\n");
            visitor.send("Content-Length: " + LENGTH + "\r\n\r\n");
            PatternedBytes.write(visitor.out(), LENGTH);

            assertThat(visitor.read("POST").text()).startsWith(LENGTH + " " + SHA256);
        }
    }

    @Test
    void chunkedUploadArrivesWhole() throws Exception {
        try (RawVisitor visitor = tunnel.visitor()) {
            visitor.send("POST /upload HTTP/1.1\r\nHost: " + tunnel.host() + "\r\n");
            visitor.send("Transfer-Encoding: chunked\r\n\r\n");
            sendPattern(part -> {
                visitor.send(Integer.toHexString(part.length) + "\r\n");
                visitor.send(part).send("\r\n");
            });
            visitor.send("0\r\n\r\n");

            assertThat(visitor.read("POST").text()).startsWith(LENGTH + " " + SHA256);
        }
    }

    @Test
    void uploadOfHttp2VisitorArrivesWhole() throws Exception {
        try (H2Visitor visitor = tunnel.h2()) {
            H2Exchange post =
                    visitor.open("POST", tunnel.host(), "/upload", HttpFields.EMPTY, false);
            sendPattern(part -> post.sendData(part, false));
            post.sendData(new byte[0], true);

            assertThat(post.text()).startsWith(LENGTH + " " + SHA256);
        }
    }

    /// Takes one part of a body.
    private interface Part {
        void send(byte[] bytes) throws Exception;
    }

    private static void sendPattern(Part to) throws Exception {
        try (var parts =
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        write(new byte[] {(byte) b}, 0, 1);
                    }

                    @Override
                    public void write(byte[] bytes, int offset, int n) throws IOException {
                        try {
                            to.send(Arrays.copyOfRange(bytes, offset, offset + n));
                        } catch (Exception e) {
                            throw new IOException(e);
                        }
                    }
                }) {
            PatternedBytes.write(parts, LENGTH);
        }
    }
}
