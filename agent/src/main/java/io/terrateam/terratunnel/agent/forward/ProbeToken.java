package io.terrateam.terratunnel.agent.forward;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.terrateam.terratunnel.protocol.link.LinkHandshake;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The secret by which an agent knows its own probe when it comes back through the public URL.
///
/// Thread: immutable. Limits: 128 random bits.
public final class ProbeToken {

    /// Path of the probe.
    public static final String PATH = LinkHandshake.PROBE_PATH.toString();

    private static final int BYTES = 16;

    private final String value;
    private final boolean shared;

    private ProbeToken(String value, boolean shared) {
        this.value = value;
        this.shared = shared;
    }

    /// A new token.
    ///
    /// @param shared whether other agents serve the same tunnel: then one of them may get our
    ///   probe, and we theirs, so any well-formed one is answered
    public static ProbeToken random(RandomGenerator random, boolean shared) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new ProbeToken(HexFormat.of().formatHex(bytes), shared);
    }

    /// The header's value.
    public String value() {
        return value;
    }

    /// Whether `head` is the probe. A token, whosever it is, is taken out of the head either way.
    boolean takesOut(Http2Headers head) {
        CharSequence token = head.get(LinkHandshake.PROBE);
        if (token == null) {
            return false;
        }
        head.remove(LinkHandshake.PROBE);
        CharSequence path = head.path();
        return path != null && PATH.contentEquals(path) && accepts(token);
    }

    private boolean accepts(@Nullable CharSequence token) {
        if (token == null || token.length() != value.length()) {
            return false;
        }
        String given = token.toString();
        return shared
                ? given.chars().allMatch(HexFormat::isHexDigit)
                : MessageDigest.isEqual(
                        given.getBytes(StandardCharsets.ISO_8859_1),
                        value.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// The answer to a probe that came back.
    static Http2Headers answer() {
        Http2Headers yes = new DefaultHttp2Headers(false, 2);
        yes.status("204");
        yes.set(LinkHandshake.PROBE, "1");
        return yes;
    }
}
