package io.terrateam.terratunnel.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.terrateam.terratunnel.agent.RawOrigin.Conversation;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Memory for an exchange is bounded by its window, whoever is slow.
final class BackpressureTest {

    private static final int BIG = 32 << 20;

    private AgentUnderTest agent;
    private EdgeLink link;

    @BeforeEach
    void start() throws Exception {
        agent = AgentUnderTest.linked();
        link = agent.edge().nextLink();
    }

    @AfterEach
    void stop() throws Exception {
        agent.close();
    }

    @Test
    void visitorWhoDoesNotReadStopsTheOrigin_othersGoOn() throws Exception {
        EdgeStream slow = link.open(AgentUnderTest.get("/big"), true).pause();
        Conversation origin = agent.origin().next();
        origin.readHead();
        AtomicLong written = new AtomicLong();
        CompletableFuture<Void> writing =
                CompletableFuture.runAsync(() -> writeBig(origin, written));
        awaitStandstill(written);
        assertThat(written.get()).isLessThan(BIG);
        assertThat(slow.received()).isBetween(1L, 1L << 20);

        EdgeStream other = link.open(AgentUnderTest.get("/small"), true);
        Conversation second = agent.origin().next();
        second.readHead();
        second.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        assertThat(other.text()).isEqualTo("ok");

        slow.resume();
        writing.get(20, TimeUnit.SECONDS);
        assertThat(slow.ending()).isEqualTo("end");
        assertThat(slow.received()).isEqualTo(BIG);
        assertThat(slow.trailers().get("content-digest"))
                .hasToString(digest(slow.bytes()) + ";hop");
    }

    private static void writeBig(Conversation origin, AtomicLong written) {
        byte[] part = new byte[64 << 10];
        try {
            origin.write("HTTP/1.1 200 OK\r\nContent-Length: " + BIG + "\r\n\r\n");
            while (written.get() < BIG) {
                Arrays.fill(part, (byte) (written.get() >> 16));
                origin.write(part);
                written.addAndGet(part.length);
            }
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        }
    }

    private static void awaitStandstill(AtomicLong counter) throws InterruptedException {
        long before = -1;
        while (counter.get() != before) {
            before = counter.get();
            // Real time is the subject here: nothing else says that a socket stays full.
            new java.util.concurrent.CountDownLatch(1).await(300, TimeUnit.MILLISECONDS);
        }
    }

    private static String digest(byte[] bytes) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
        return "sha-256=:" + java.util.Base64.getEncoder().encodeToString(hash) + ":";
    }

    @Test
    void originThatDoesNotReadStopsTheUpload() throws Exception {
        EdgeStream stream =
                link.open(AgentUnderTest.ask("POST", "/in").add("content-length", "" + BIG), false);
        Conversation origin = agent.origin().next();
        origin.readHead();
        byte[] bytes = new byte[BIG];
        Arrays.fill(bytes, (byte) 7);
        stream.send(bytes, true);
        awaitWritable(stream.id(), false);

        byte[] read = origin.socket().getInputStream().readNBytes(BIG);

        assertThat(read).isEqualTo(bytes);
        origin.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        assertThat(stream.status()).isEqualTo("200");
    }

    private void awaitWritable(int id, boolean expected) throws Exception {
        for (int i = 0; i < 50; i++) {
            if (link.isWritable(id) == expected) {
                return;
            }
        }
        throw new SocketTimeoutException("stream " + id);
    }

    @Test
    void alteredUploadIsBrokenOff() throws Exception {
        EdgeStream stream = link.open(AgentUnderTest.ask("POST", "/in"), false);
        Conversation origin = agent.origin().next();
        origin.readHead();
        CompletableFuture<Long> drained = CompletableFuture.supplyAsync(() -> drain(origin));
        stream.send(new byte[11 << 20], false);
        stream.sendTrailers(
                new DefaultHttp2Headers()
                        .add(
                                "content-digest",
                                "sha-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:"));

        assertThat(stream.ending()).isEqualTo("reset 2");
        assertThat(drained.get(5, TimeUnit.SECONDS)).isPositive();
    }

    /// The length is announced, so it is the last byte that makes a body complete for the origin.
    @Test
    void alteredUploadOfKnownLengthNeverLooksComplete() throws Exception {
        int length = 11 << 20;
        EdgeStream stream =
                link.open(
                        AgentUnderTest.ask("POST", "/in").add("content-length", "" + length),
                        false);
        Conversation origin = agent.origin().next();
        origin.readHead();
        stream.send(new byte[length], false);
        origin.socket().setSoTimeout(500);
        assertThatThrownBy(() -> origin.read(length)).isInstanceOf(SocketTimeoutException.class);
        stream.sendTrailers(
                new DefaultHttp2Headers()
                        .add(
                                "content-digest",
                                "sha-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:"));

        assertThat(stream.ending()).isEqualTo("reset 2");
        assertThat(origin.isClosedByAgent()).isTrue();
    }

    @Test
    void uploadThatAgreesWithItsDigestArrivesWhole() throws Exception {
        byte[] bytes = new byte[11 << 20];
        Arrays.fill(bytes, (byte) 7);
        EdgeStream stream =
                link.open(
                        AgentUnderTest.ask("POST", "/in").add("content-length", "" + bytes.length),
                        false);
        Conversation origin = agent.origin().next();
        origin.readHead();
        stream.send(bytes, false);
        stream.sendTrailers(new DefaultHttp2Headers().add("content-digest", digest(bytes)));

        assertThat(origin.socket().getInputStream().readNBytes(bytes.length)).isEqualTo(bytes);
        origin.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        assertThat(stream.status()).isEqualTo("200");
    }

    /// What the edge adds is for the agent; what the visitor sent is for the origin.
    @ParameterizedTest
    @CsvSource({"'', 'content-digest: '", "';hop', ''"})
    void onlyTheVisitorsOwnDigestReachesTheOrigin(String parameter, String field) throws Exception {
        byte[] bytes = new byte[11 << 20];
        String digest = digest(bytes);
        EdgeStream stream = link.open(AgentUnderTest.ask("POST", "/in"), false);
        Conversation origin = agent.origin().next();
        assertThat(origin.readHead()).contains("transfer-encoding: chunked");
        stream.send(bytes, false);
        stream.sendTrailers(new DefaultHttp2Headers().add("content-digest", digest + parameter));

        String expected = field.isEmpty() ? "" : field + digest + "\r\n";
        assertThat(readChunked(origin.socket().getInputStream()))
                .isEqualTo(bytes.length + " " + expected);
        origin.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        assertThat(stream.status()).isEqualTo("200");
    }

    /// The length of a chunked body, and its trailers.
    private static String readChunked(InputStream in) throws IOException {
        long length = 0;
        for (String size = line(in); !size.equals("0"); size = line(in)) {
            int chunk = Integer.parseInt(size, 16);
            length += in.readNBytes(chunk + 2).length - 2;
        }
        StringBuilder trailers = new StringBuilder();
        for (String field = line(in); !field.isEmpty(); field = line(in)) {
            trailers.append(field).append("\r\n");
        }
        return length + " " + trailers;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new java.io.EOFException("after: " + line);
            }
            line.append((char) octet);
        }
        return line.toString().trim();
    }

    @Test
    void longUploadOfKnownLengthWithoutADigestArrivesWhole() throws Exception {
        byte[] bytes = new byte[11 << 20];
        EdgeStream stream =
                link.open(
                        AgentUnderTest.ask("POST", "/in").add("content-length", "" + bytes.length),
                        false);
        Conversation origin = agent.origin().next();
        origin.readHead();
        stream.send(bytes, false);
        stream.send(new byte[0], true);

        assertThat(origin.socket().getInputStream().readNBytes(bytes.length)).isEqualTo(bytes);
        origin.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        assertThat(stream.status()).isEqualTo("200");
    }

    private static long drain(Conversation origin) {
        try {
            return origin.socket()
                    .getInputStream()
                    .transferTo(java.io.OutputStream.nullOutputStream());
        } catch (IOException reset) {
            return 1;
        }
    }
}
