package io.terrateam.terratunnel.edge.visitor;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http2.Http2Headers;
import io.terrateam.terratunnel.edge.exchange.ExchangeFailure;
import io.terrateam.terratunnel.edge.exchange.VisitorSide;

/// Carries an exchange's calls over to its visitor's event loop.
///
/// Thread: called on the exchange's loop, acts on the visitor's. The order of calls is kept.
/// Limits: what is under way between the loops is bounded by the stream's windows, since only the
/// other loop gives credit.
final class CrossingVisitor implements VisitorSide {

    private final VisitorSide visitor;
    private final EventLoop loop;

    CrossingVisitor(VisitorSide visitor, EventLoop loop) {
        this.visitor = visitor;
        this.loop = loop;
    }

    @Override
    public void interim(Http2Headers head) {
        loop.execute(() -> visitor.interim(head));
    }

    @Override
    public void responseHead(Http2Headers head, boolean ends) {
        loop.execute(() -> visitor.responseHead(head, ends));
    }

    @Override
    public void responseBody(ByteBuf part, boolean ends) {
        loop.execute(() -> visitor.responseBody(part, ends));
    }

    @Override
    public void responseTrailers(Http2Headers trailers) {
        loop.execute(() -> visitor.responseTrailers(trailers));
    }

    @Override
    public void abortResponse() {
        loop.execute(visitor::abortResponse);
    }

    @Override
    public void fail(ExchangeFailure failure) {
        loop.execute(() -> visitor.fail(failure));
    }

    @Override
    public void requestBodyTaken(int bytes) {
        loop.execute(() -> visitor.requestBodyTaken(bytes));
    }
}
