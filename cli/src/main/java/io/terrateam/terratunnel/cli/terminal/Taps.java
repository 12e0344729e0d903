package io.terrateam.terratunnel.cli.terminal;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Headers;
import io.terrateam.terratunnel.agent.forward.ExchangeTap;

/// Two taps as one.
public record Taps(ExchangeTap first, ExchangeTap second) implements ExchangeTap {
    @Override
    public Recording begin(String id, Http2Headers requestHead) {
        return new Both(first.begin(id, requestHead), second.begin(id, requestHead));
    }

    private record Both(Recording first, Recording second) implements Recording {
        @Override
        public void requestBody(ByteBuf lent) {
            first.requestBody(lent);
            second.requestBody(lent);
        }

        @Override
        public void interim(Http2Headers head) {
            first.interim(head);
            second.interim(head);
        }

        @Override
        public void responseHead(Http2Headers head) {
            first.responseHead(head);
            second.responseHead(head);
        }

        @Override
        public void responseBody(ByteBuf lent) {
            first.responseBody(lent);
            second.responseBody(lent);
        }

        @Override
        public void ended(boolean complete, String why) {
            first.ended(complete, why);
            second.ended(complete, why);
        }
    }
}
