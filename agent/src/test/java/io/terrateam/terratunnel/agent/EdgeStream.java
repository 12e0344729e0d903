package io.terrateam.terratunnel.agent;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// One stream as the edge sees it.
public final class EdgeStream {

    private final EdgeLink link;
    private final int id;
    private final CompletableFuture<Http2Headers> head = new CompletableFuture<>();
    private final CompletableFuture<Http2Headers> trailers = new CompletableFuture<>();
    private final CompletableFuture<String> end = new CompletableFuture<>();
    private final List<Http2Headers> interims = new CopyOnWriteArrayList<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final AtomicLong received = new AtomicLong();
    private volatile boolean paused;

    EdgeStream(EdgeLink link, int id) {
        this.link = link;
        this.id = id;
    }

    public int id() {
        return id;
    }

    /// Gives nothing of the window back from now on.
    public EdgeStream pause() {
        paused = true;
        return this;
    }

    public void resume() throws InterruptedException {
        paused = false;
        link.consume(id, (int) received.get());
    }

    public void send(String text, boolean ended) throws InterruptedException {
        send(text.getBytes(StandardCharsets.ISO_8859_1), ended);
    }

    public void send(byte[] bytes, boolean ended) throws InterruptedException {
        link.data(id, bytes, ended);
    }

    public void sendTrailers(Http2Headers fields) throws InterruptedException {
        link.trailers(id, fields);
    }

    public void reset(long code) throws InterruptedException {
        link.reset(id, code);
    }

    public Http2Headers head() throws InterruptedException {
        return EdgeLink.await(head);
    }

    public String status() throws InterruptedException {
        return String.valueOf(head().status());
    }

    /// The status, for which it may take some time.
    public String statusWithin(int seconds) throws Exception {
        return String.valueOf(head.get(seconds, TimeUnit.SECONDS).status());
    }

    public List<Http2Headers> interims() {
        return interims;
    }

    /// `end`, or `reset <code>`.
    public String ending() throws InterruptedException {
        return EdgeLink.await(end);
    }

    public Http2Headers trailers() throws InterruptedException {
        return EdgeLink.await(trailers);
    }

    /// The body so far.
    public synchronized byte[] bytes() {
        return body.toByteArray();
    }

    public String text() throws InterruptedException {
        ending();
        return new String(bytes(), StandardCharsets.ISO_8859_1);
    }

    public long received() {
        return received.get();
    }

    void headRead(Http2Headers fields, boolean last) {
        CharSequence status = fields.status();
        if (status != null && status.charAt(0) == '1') {
            interims.add(fields);
        } else if (!head.complete(fields)) {
            trailers.complete(fields);
        }
        if (last) {
            end.complete("end");
        }
    }

    synchronized int dataRead(ByteBuf data, boolean last) {
        body.writeBytes(ByteBufUtil.getBytes(data));
        received.addAndGet(data.readableBytes());
        if (last) {
            end.complete("end");
        }
        return paused ? 0 : data.readableBytes();
    }

    void resetRead(long code) {
        end.complete("reset " + code);
    }
}
