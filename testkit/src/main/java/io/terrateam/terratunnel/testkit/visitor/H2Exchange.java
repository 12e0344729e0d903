package io.terrateam.terratunnel.testkit.visitor;

import io.terrateam.terratunnel.testkit.wire.PatternedBytes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.frames.DataFrame;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.util.Callback;

/// One request of an [H2Visitor] and what came back: heads, digest of the body, its first bytes,
/// trailers, ending.
///
/// Thread: Jetty's; the futures and getters from any thread. Limits: keeps the first MiB of the
/// body.
public final class H2Exchange implements Stream.Listener {
    private static final int KEPT_BYTES = 1 << 20;
    private static final long PATIENCE_SECONDS = 60;

    private final CompletableFuture<Stream> stream = new CompletableFuture<>();
    private final CompletableFuture<MetaData.Response> head = new CompletableFuture<>();
    private final CompletableFuture<Ending> ending = new CompletableFuture<>();
    private final List<MetaData.Response> interim = new CopyOnWriteArrayList<>();
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final MessageDigest digest = PatternedBytes.newSha256();
    private final CompletableFuture<Integer> resetCode = new CompletableFuture<>();
    private volatile HttpFields trailers = HttpFields.EMPTY;
    private final AtomicLong bodyBytes = new AtomicLong();

    H2Exchange() {}

    void opened(Stream opened) {
        stream.complete(opened);
    }

    /// The status of the final response.
    public int status() throws Exception {
        return awaitHead().getStatus();
    }

    /// The final response's head.
    public MetaData.Response awaitHead() throws Exception {
        return head.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /// A field of the final response, or an empty text.
    public String header(String name) throws Exception {
        String value = awaitHead().getHttpFields().get(name);
        return value == null ? "" : value;
    }

    /// How the response ended.
    public Ending awaitEnding() throws Exception {
        return ending.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /// The error code of the reset that ended the stream.
    public int awaitResetCode() throws Exception {
        return resetCode.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /// Heads of the interim responses so far.
    public List<MetaData.Response> interim() {
        return interim;
    }

    /// The trailers; empty until the end.
    public HttpFields trailers() {
        return trailers;
    }

    /// How many bytes of the body have come.
    public long bodyBytes() {
        return bodyBytes.get();
    }

    /// The first MiB of the body as text, when it has ended.
    public String text() throws Exception {
        awaitEnding();
        return receivedText();
    }

    /// What has come of the body so far, as text.
    public String receivedText() {
        synchronized (kept) {
            return kept.toString(StandardCharsets.UTF_8);
        }
    }

    /// What has come of the body so far.
    public byte[] received() {
        synchronized (kept) {
            return kept.toByteArray();
        }
    }

    /// The SHA-256 of the body, when it has ended.
    public String sha256() throws Exception {
        awaitEnding();
        return PatternedBytes.hex(digest);
    }

    /// Sends a part of the request's body.
    public H2Exchange sendData(byte[] bytes, boolean isLast) throws Exception {
        Stream opened = opened();
        opened.data(new DataFrame(opened.getId(), ByteBuffer.wrap(bytes), isLast))
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return this;
    }

    /// Ends the request with trailers.
    public H2Exchange sendTrailers(HttpFields fields) throws Exception {
        Stream opened = opened();
        var meta = new MetaData(org.eclipse.jetty.http.HttpVersion.HTTP_2, fields);
        opened.headers(new HeadersFrame(opened.getId(), meta, null, true))
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return this;
    }

    /// Loses interest.
    public void cancel() throws Exception {
        Stream opened = opened();
        opened.reset(new ResetFrame(opened.getId(), 8), Callback.NOOP);
    }

    @Override
    public void onHeaders(Stream from, HeadersFrame frame) {
        MetaData meta = frame.getMetaData();
        if (meta instanceof MetaData.Response response) {
            if (response.getStatus() / 100 == 1) {
                interim.add(response);
                return;
            }
            head.complete(response);
        } else {
            trailers = meta.getHttpFields();
        }
        if (frame.isEndStream()) {
            ending.complete(Ending.COMPLETE);
        } else {
            from.demand();
        }
    }

    @Override
    public void onDataAvailable(Stream from) {
        for (Stream.Data data = from.readData(); data != null; data = from.readData()) {
            keep(data.frame().getByteBuffer());
            boolean isLast = data.frame().isEndStream();
            data.release();
            if (isLast) {
                ending.complete(Ending.COMPLETE);
                return;
            }
        }
        from.demand();
    }

    @Override
    public void onReset(Stream from, ResetFrame frame, Callback callback) {
        resetCode.complete(frame.getError());
        fail(new IllegalStateException("stream reset with " + frame.getError()));
        callback.succeeded();
    }

    @Override
    public void onFailure(
            Stream from, int error, String reason, Throwable failure, Callback callback) {
        fail(failure);
        callback.succeeded();
    }

    @Override
    public void onClosed(Stream from) {
        // Jetty may say so before it hands out trailers; a proper end gets a second to be told
        // first.
        CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS)
                .execute(() -> fail(new IllegalStateException("stream closed")));
    }

    private Stream opened() throws Exception {
        return stream.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private void fail(Throwable cause) {
        head.completeExceptionally(cause);
        ending.complete(Ending.RESET);
    }

    private void keep(ByteBuffer bytes) {
        bodyBytes.addAndGet(bytes.remaining());
        digest.update(bytes.duplicate());
        synchronized (kept) {
            byte[] part = new byte[Math.min(bytes.remaining(), KEPT_BYTES - kept.size())];
            bytes.get(part);
            kept.writeBytes(part);
        }
    }
}
