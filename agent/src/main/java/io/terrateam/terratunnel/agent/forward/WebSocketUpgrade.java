package io.terrateam.terratunnel.agent.forward;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.terrateam.terratunnel.agent.transport.WebSocketKey;
import java.util.random.RandomGenerator;

/// The agent's own WebSocket handshake with the origin, in place of the visitor's extended CONNECT.
///
/// Thread: the loop; one object for one exchange. Spec: RFC 8441 section 5, RFC 6455 section 4.
final class WebSocketUpgrade {

    private final WebSocketKey key;

    WebSocketUpgrade(RandomGenerator random) {
        this.key = WebSocketKey.random(random);
    }

    /// Adds what an upgrade needs to an otherwise complete head.
    void addTo(HttpHeaders head) {
        head.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
        head.set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
        head.set(HttpHeaderNames.SEC_WEBSOCKET_KEY, key.value());
        if (!head.contains(HttpHeaderNames.SEC_WEBSOCKET_VERSION)) {
            head.set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13");
        }
    }

    /// Whether a 101's head answers this very handshake.
    boolean isAnsweredBy(HttpHeaders head) {
        return head.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                && head.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
                && key.isAcceptedBy(head.get(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT));
    }
}
