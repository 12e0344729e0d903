package io.terrateam.terratunnel.edge.ownhost;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.Http2Headers;
import io.terrateam.terratunnel.edge.link.RequestHead;
import io.terrateam.terratunnel.edge.spi.OwnHost;
import io.terrateam.terratunnel.protocol.http.Authority;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/// The head of a request for the server's own host.
///
/// @param head the same head as it would go to a tunnel
/// @param method the method that the visitor used
/// @param authority the host that was asked for
/// @param peer where the visitor is, as far as trusted proxies tell
public record OwnRequestHead(
        RequestHead head, String method, Authority authority, InetAddress peer) {

    boolean endsHere() {
        return head.endsHere();
    }

    boolean isHead() {
        return head.head();
    }

    boolean expectsContinue() {
        return head.expectsContinue();
    }

    /// The length that is announced, 0 for none.
    long announcedBytes() {
        CharSequence length = head.fields().get(HttpHeaderNames.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Long.parseLong(length.toString().trim());
        } catch (NumberFormatException beyondLong) {
            return Long.MAX_VALUE;
        }
    }

    OwnHost.Request withBody(byte[] body) {
        Http2Headers sent = head.fields();
        List<OwnHost.Field> fields = new ArrayList<>(sent.size());
        sent.forEach(field -> {
            String name = field.getKey().toString();
            if (name.charAt(0) != ':') {
                fields.add(new OwnHost.Field(name, field.getValue().toString()));
            }
        });
        return new OwnHost.Request(
                method,
                String.valueOf(sent.path()),
                String.valueOf(sent.scheme()),
                authority,
                peer,
                head.requestId(),
                List.copyOf(fields),
                body);
    }
}
