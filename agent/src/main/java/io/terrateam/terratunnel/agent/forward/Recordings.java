package io.terrateam.terratunnel.agent.forward;

import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Begins recordings under the exchange's id: the `X-Request-Id` where that is a UUID, a new one
/// else.
final class Recordings {

    private static final AsciiString X_REQUEST_ID = AsciiString.cached("x-request-id");
    private static final int UUID_LENGTH = 36;

    private Recordings() {}

    static ExchangeTap.Recording begin(ExchangeTap tap, Http2Headers head) {
        return tap == ExchangeTap.NONE
                ? ExchangeTap.Recording.NONE
                : tap.begin(id(head.get(X_REQUEST_ID)), head);
    }

    private static String id(@Nullable CharSequence given) {
        if (given != null && given.length() == UUID_LENGTH) {
            try {
                return UUID.fromString(given.toString()).toString();
            } catch (IllegalArgumentException notOne) {
                return UUID.randomUUID().toString();
            }
        }
        return UUID.randomUUID().toString();
    }
}
