package io.terrateam.terratunnel.edge.ownhost;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import io.terrateam.terratunnel.edge.exchange.Carrier;
import io.terrateam.terratunnel.edge.exchange.ExchangeFailure;
import io.terrateam.terratunnel.edge.exchange.VisitorSide;
import io.terrateam.terratunnel.edge.spi.OwnHost;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One request for the server's own host, and the answer to it.
///
/// Thread: the visitor's loop; what [OwnHost.Answer] is told comes from any thread and hops. Owns:
/// the request's body, until it is handed over. Limits: a body of [OwnHost#MAX_BODY_BYTES]; what is
/// written and not yet taken is bounded by whoever answers, who waits for the stages of
/// [#body(byte[], boolean)]. Failure: a visitor that leaves fails all stages.
public final class OwnExchange implements Carrier, OwnHost.Answer {
    private static final Logger LOG = LoggerFactory.getLogger(OwnExchange.class);
    private static final AsciiString CONTINUE = AsciiString.cached("100");

    private final OwnRequestHead head;
    private final VisitorSide visitor;
    private final EventLoop loop;
    private final OwnHost host;
    private final RequestBytes body = new RequestBytes();
    private final ArrayDeque<Unwritten> unwritten = new ArrayDeque<>(2);
    private final CompletableFuture<Void> left = new CompletableFuture<>();

    private boolean isServed;
    private boolean headSent;
    private boolean isOver;

    /// An exchange that has not begun.
    ///
    /// @param loop the visitor's
    public OwnExchange(OwnRequestHead head, VisitorSide visitor, EventLoop loop, OwnHost host) {
        this.head = head;
        this.visitor = visitor;
        this.loop = loop;
        this.host = host;
    }

    // ---- from the visitor

    @Override
    public void start() {
        if (head.endsHere()) {
            serve();
        } else if (head.announcedBytes() > OwnHost.MAX_BODY_BYTES) {
            fail(new ExchangeFailure.BodyTooLarge(OwnHost.MAX_BODY_BYTES));
        } else if (head.expectsContinue()) {
            visitor.interim(new DefaultHttp2Headers(false).status(CONTINUE));
        }
    }

    @Override
    public void requestBody(ByteBuf part, boolean ends) {
        int bytes = part.readableBytes();
        boolean fits = !isServed && !isOver && body.add(part);
        part.release();
        if (isServed || isOver) {
            return;
        }
        if (!fits) {
            fail(new ExchangeFailure.BodyTooLarge(OwnHost.MAX_BODY_BYTES));
            return;
        }
        visitor.requestBodyTaken(bytes);
        if (ends) {
            serve();
        }
    }

    @Override
    public void requestTrailers(Http2Headers trailers) {
        if (!isServed && !isOver) {
            serve();
        }
    }

    private void serve() {
        isServed = true;
        try {
            host.serve(head.withBody(body.take()), this);
        } catch (RuntimeException e) {
            LOG.error("a page of the server's own host failed", e);
            cut();
        }
    }

    @Override
    public void requestFailed(ExchangeFailure failure) {
        if (!isOver) {
            fail(failure);
        }
    }

    @Override
    public void visitorGone() {
        isOver = true;
        left.complete(null);
        while (!unwritten.isEmpty()) {
            unwritten.remove().written.completeExceptionally(visitorLeftFailure());
        }
    }

    @Override
    public void responseBodyWritten(int bytes) {
        int rest = bytes;
        while (rest > 0 && !unwritten.isEmpty()) {
            Unwritten first = unwritten.element();
            int taken = Math.min(rest, first.bytes);
            first.bytes -= taken;
            rest -= taken;
            if (first.bytes == 0) {
                unwritten.remove().written.complete(null);
            }
        }
    }

    // ---- from whoever answers

    @Override
    public void head(int status, List<OwnHost.Field> fields, boolean ends) {
        Http2Headers response = new DefaultHttp2Headers(false, fields.size() + 2);
        response.status(Integer.toString(status));
        for (OwnHost.Field field : fields) {
            response.add(nameOf(field), valueOf(field));
        }
        onLoop(() -> {
            if (!isOver && !headSent) {
                headSent = true;
                isOver = ends || head.isHead();
                visitor.responseHead(response, isOver);
            }
        });
    }

    private static AsciiString nameOf(OwnHost.Field field) {
        String name = field.name().toLowerCase(Locale.ROOT);
        boolean isToken = !name.isEmpty() && name.chars().allMatch(OwnExchange::isNameCharacter);
        if (!isToken) {
            throw new IllegalArgumentException("field name: not a token");
        }
        return AsciiString.of(name);
    }

    private static boolean isNameCharacter(int character) {
        return character == '-'
                || (character >= '0' && character <= '9')
                || (character >= 'a' && character <= 'z');
    }

    private static AsciiString valueOf(OwnHost.Field field) {
        if (!field.value().chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new IllegalArgumentException(field.name() + ": not printable ASCII");
        }
        return AsciiString.of(field.value());
    }

    @Override
    public CompletionStage<Void> body(byte[] part, boolean ends) {
        CompletableFuture<Void> written = new CompletableFuture<>();
        onLoop(() -> write(part, ends, written));
        return written;
    }

    private void write(byte[] part, boolean ends, CompletableFuture<Void> written) {
        if (isOver) {
            if (left.isDone()) {
                written.completeExceptionally(visitorLeftFailure());
            } else {
                written.complete(null);
            }
            return;
        }
        isOver = ends;
        if (ends || part.length == 0) {
            written.complete(null);
        } else {
            unwritten.add(new Unwritten(part.length, written));
        }
        visitor.responseBody(Unpooled.wrappedBuffer(part), ends);
    }

    @Override
    public void abort() {
        onLoop(this::cut);
    }

    private void cut() {
        if (isOver) {
            return;
        }
        if (headSent) {
            isOver = true;
            visitor.abortResponse();
        } else {
            fail(new ExchangeFailure.Internal());
        }
    }

    private void fail(ExchangeFailure failure) {
        isOver = true;
        visitor.fail(failure);
    }

    @Override
    public CompletionStage<Void> visitorLeft() {
        return left;
    }

    private void onLoop(Runnable action) {
        if (loop.inEventLoop()) {
            action.run();
            return;
        }
        try {
            loop.execute(action);
        } catch (RejectedExecutionException e) {
            // The edge has been closed, and all visitors' connections with it.
            left.complete(null);
        }
    }

    private static IOException visitorLeftFailure() {
        return new IOException("the visitor has left");
    }

    /// A part on its way to the visitor.
    private static final class Unwritten {
        private int bytes;
        private final CompletableFuture<Void> written;

        Unwritten(int bytes, CompletableFuture<Void> written) {
            this.bytes = bytes;
            this.written = written;
        }
    }
}
