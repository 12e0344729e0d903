package io.terrateam.terratunnel.cli.requestlog;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http2.Http2Headers;
import io.terrateam.terratunnel.agent.forward.ExchangeTap;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One exchange while it is being recorded, and afterwards what there is to write.
///
/// Thread: the agent's event loop until it has ended, then the writer's.
final class CapturedExchange implements ExchangeTap.Recording {

    /// A header field.
    record Field(String name, String value) {}

    private final String id;
    private final Instant startedAt;
    private final String method;
    private final String path;
    private final String authority;
    private final List<Field> requestFields;
    private final CapturedBody requestBody;
    private final CapturedBody responseBody;
    private final Consumer<CapturedExchange> whenEnded;
    private List<Field> responseFields = List.of();
    private String status = "";
    private String brokenBy = "";
    private boolean ended;

    CapturedExchange(
            String id,
            Instant startedAt,
            Http2Headers requestHead,
            CaptureBudget budget,
            Consumer<CapturedExchange> whenEnded) {
        this.id = id;
        this.startedAt = startedAt;
        this.method = text(requestHead.method());
        this.path = text(requestHead.path());
        this.authority = text(requestHead.authority());
        this.requestFields = fields(requestHead);
        this.requestBody = new CapturedBody(budget);
        this.responseBody = new CapturedBody(budget);
        this.whenEnded = whenEnded;
    }

    @Override
    public void requestBody(ByteBuf lent) {
        requestBody.add(lent);
    }

    @Override
    public void responseHead(Http2Headers head) {
        status = String.valueOf(head.status());
        responseFields = fields(head);
    }

    @Override
    public void responseBody(ByteBuf lent) {
        responseBody.add(lent);
    }

    @Override
    public void ended(boolean complete, String why) {
        if (ended) {
            return;
        }
        ended = true;
        brokenBy = complete ? "" : why.isEmpty() ? "broken off" : why;
        whenEnded.accept(this);
    }

    String id() {
        return id;
    }

    Instant startedAt() {
        return startedAt;
    }

    String method() {
        return method;
    }

    String path() {
        return path;
    }

    String authority() {
        return authority;
    }

    List<Field> requestFields() {
        return requestFields;
    }

    CapturedBody requestBody() {
        return requestBody;
    }

    String status() {
        return status;
    }

    List<Field> responseFields() {
        return responseFields;
    }

    CapturedBody responseBody() {
        return responseBody;
    }

    /// What broke the exchange off; empty if nothing did.
    String brokenBy() {
        return brokenBy;
    }

    void giveBack() {
        requestBody.giveBack();
        responseBody.giveBack();
    }

    private static String text(@Nullable CharSequence text) {
        return text == null ? "" : text.toString();
    }

    private static List<Field> fields(Http2Headers head) {
        List<Field> fields = new ArrayList<>(head.size());
        for (Map.Entry<CharSequence, CharSequence> entry : head) {
            if (entry.getKey().length() > 0 && entry.getKey().charAt(0) != ':') {
                fields.add(new Field(entry.getKey().toString(), entry.getValue().toString()));
            }
        }
        return fields;
    }
}
