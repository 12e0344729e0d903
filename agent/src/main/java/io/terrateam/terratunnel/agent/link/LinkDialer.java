package io.terrateam.terratunnel.agent.link;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.terrateam.terratunnel.agent.forward.Forwarding;
import io.terrateam.terratunnel.agent.forward.RepeatedRequests;
import io.terrateam.terratunnel.agent.transport.Transport;
import io.terrateam.terratunnel.agent.transport.WebSocketKey;
import io.terrateam.terratunnel.protocol.link.LinkHandshake;
import io.terrateam.terratunnel.protocol.link.MessageBudget;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Opens links: connects, asks for the upgrade, and sets the link's pipeline up.
///
/// Thread: the loop. Limits: [Connector#CONNECT_LIMIT] per step, [UpgradeHandler#ANSWER_LIMIT] for
/// the answer. Spec: RFC 6455 section 4.1.
public final class LinkDialer {

    private static final int MAX_HEADER_BYTES = 32 * 1024;

    /// Bytes of version 1's messages that have not come whole: they must be, and memory is not
    /// endless.
    private static final long INCOMPLETE_LIMIT_BYTES = 128L << 20;

    private final Transport transport;
    private final Connector connector;
    private final LinkTerms terms;
    private final Destination destination;
    private final Forwarding forwarding;
    private final RandomGenerator random;
    private final RepeatedRequests repeated;
    private final MessageBudget budget = new MessageBudget(INCOMPLETE_LIMIT_BYTES);

    /// Dials as `terms` say, and forwards what comes as `forwarding` says.
    ///
    /// Failure: `IllegalArgumentException` where the server's URL can't be one.
    public LinkDialer(
            Transport transport,
            Connector connector,
            LinkTerms terms,
            Forwarding forwarding,
            RandomGenerator random) {
        this.transport = transport;
        this.connector = connector;
        this.terms = terms;
        this.destination = Destination.of(terms.serverUrl());
        this.forwarding = forwarding;
        this.random = random;
        this.repeated = new RepeatedRequests(forwarding.nanoTime());
    }

    /// Tries once to open a link. The future never fails.
    ///
    /// @param resume the token of the tunnel to get back, or null
    public Future<DialOutcome> dial(@Nullable String resume, Link.Listener listener) {
        Promise<DialOutcome> outcome = transport.loop().newPromise();
        Future<Channel> connected = connector.connect(destination);
        connected.addListener(done -> {
            if (connected.isSuccess()) {
                upgrade(connected.getNow(), resume, listener, outcome);
            } else {
                String problem = String.valueOf(connected.cause().getMessage());
                outcome.setSuccess(new DialOutcome.Failed(problem, Duration.ZERO));
            }
        });
        return outcome;
    }

    private void upgrade(
            Channel channel,
            @Nullable String resume,
            Link.Listener listener,
            Promise<DialOutcome> outcome) {
        WebSocketKey key = WebSocketKey.random(random);
        HttpDecoderConfig strict =
                new HttpDecoderConfig()
                        .setMaxInitialLineLength(MAX_HEADER_BYTES)
                        .setMaxHeaderSize(MAX_HEADER_BYTES);
        HttpClientCodec codec = new HttpClientCodec(strict, false, true);
        V1Link.Shared version1 = new V1Link.Shared(terms, forwarding, repeated, budget, listener);
        LinkPipeline pipeline = new LinkPipeline(version1);
        channel.pipeline()
                .addLast(
                        codec, new UpgradeHandler(codec, key, pipeline, terms.versions(), outcome));
        channel.config().setAutoRead(true);
        channel.writeAndFlush(upgradeRequest(key, resume));
    }

    private FullHttpRequest upgradeRequest(WebSocketKey key, @Nullable String resume) {
        FullHttpRequest ask =
                new DefaultFullHttpRequest(
                        HttpVersion.HTTP_1_1, HttpMethod.GET, LinkHandshake.PATH);
        HttpHeaders fields = ask.headers();
        fields.set(HttpHeaderNames.HOST, destination.authority());
        fields.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE);
        fields.set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET);
        fields.set(HttpHeaderNames.SEC_WEBSOCKET_KEY, key.value());
        fields.set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13");
        if (terms.versions() != LinkVersions.ONLY_1) {
            fields.set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, LinkHandshake.SUBPROTOCOL_V2);
        }
        fields.set(HttpHeaderNames.USER_AGENT, terms.userAgent());
        fields.set(LinkHandshake.LOCAL_ENDPOINT, terms.localEndpoint());
        if (terms.bearer() != null) {
            fields.set(HttpHeaderNames.AUTHORIZATION, "Bearer " + terms.bearer());
        }
        if (resume != null) {
            fields.set(LinkHandshake.RESUME, resume);
        }
        if (terms.pool()) {
            fields.set(LinkHandshake.POOL, "1");
        }
        if (terms.digests()) {
            fields.set(LinkHandshake.DIGEST, "sha-256");
        }
        return ask;
    }
}
