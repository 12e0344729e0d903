package io.terrateam.terratunnel.edge.link;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.Http2Exception;
import io.terrateam.terratunnel.edge.config.EdgeConfig;
import io.terrateam.terratunnel.edge.spi.LinkApplication;
import io.terrateam.terratunnel.edge.spi.LinkVerdict;
import io.terrateam.terratunnel.protocol.ErrorCode;
import io.terrateam.terratunnel.protocol.link.DataFrameCutter;
import io.terrateam.terratunnel.protocol.link.LinkHandshake;
import io.terrateam.terratunnel.protocol.link.Liveness;
import io.terrateam.terratunnel.protocol.link.WebSocketCodec;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns an upgrade request at `/ws` into a link, or refuses it with a document that says what to
/// do.
///
/// Thread: the channel's loop, which becomes the tunnel's loop on the way. Limits: `linkOpening`
/// for the verdict; a later one opens nothing. Spec: RFC 6455 section 4.2, RFC 9457; `PROTOCOL.md`.
public final class LinkAcceptor {

    /// The HTTP side of the channel, which makes way for the link.
    public interface HttpSide {
        /// Answers the upgrade request and closes.
        void answerAndClose(FullHttpResponse response);

        /// Writes the 101, takes all HTTP handlers out of the pipeline and hands over what the
        /// agent has sent already by firing it through the pipeline once `ready` has put the link's
        /// handlers in.
        void makeWay(FullHttpResponse switching, Runnable ready);
    }

    /// Opens links of version 1, which answers nothing before the upgrade.
    @FunctionalInterface
    public interface Version1Door {
        /// Writes the 101 and goes on from there.
        void open(Channel channel, LinkUpgrade upgrade, HttpSide http);
    }

    private static final Logger LOG = LoggerFactory.getLogger(LinkAcceptor.class);
    private static final int VERSION = 2;

    private final EdgeConfig config;
    private final LinkServices services;
    private final LinkHome home;
    private final LinkRoom room;
    private final Version1Door version1;

    /// Accepts links of the tunnels in `services`.
    public LinkAcceptor(LinkServices services, Version1Door version1) {
        this.services = services;
        this.config = services.config();
        this.home = services.home();
        this.room = services.room();
        this.version1 = version1;
    }

    /// The links that are open. Any thread.
    public LinkRoom room() {
        return room;
    }

    /// Judges an upgrade request and, in the end, answers it through `http`.
    public void accept(Channel channel, LinkUpgrade upgrade, HttpSide http) {
        LinkRefusal fault = room.isFull() ? full() : upgrade.fault();
        if (fault != null) {
            http.answerAndClose(document(fault));
            return;
        }
        if (upgrade.isVersion1()) {
            version1.open(channel, upgrade, http);
            return;
        }
        LinkApplication application = upgrade.application(services.peer(channel, upgrade));
        Opening opening = new Opening(channel, upgrade, application, http);
        TimedAnswer.await(
                services.authenticator().authenticate(application),
                channel.eventLoop(),
                config.times().linkOpening(),
                (verdict, failure) -> judged(opening, verdict, failure));
    }

    private LinkRefusal full() {
        return new LinkRefusal(
                503,
                room.isDraining() ? "Server draining" : "Server full",
                "Try again shortly.",
                Optional.of(1));
    }

    private void judged(
            Opening opening, @Nullable LinkVerdict verdict, @Nullable Throwable failure) {
        if (!opening.channel().isActive()) {
            return;
        }
        if (failure != null || verdict == null) {
            refuse(opening, unjudged(failure));
            return;
        }
        switch (verdict) {
            case LinkVerdict.Refused refused ->
                    refuse(
                            opening,
                            new LinkRefusal(
                                    refused.status(),
                                    refused.title(),
                                    refused.advice(),
                                    refused.retryAfterSeconds()));
            case LinkVerdict.Accepted accepted -> admit(opening, accepted);
        }
    }

    private static LinkRefusal unjudged(@Nullable Throwable failure) {
        if (failure instanceof TimeoutException) {
            LOG.warn("a link is refused: its key was not judged in time");
            return new LinkRefusal(
                    503,
                    "Key check timed out",
                    "The server could not check the key in time; try again shortly.",
                    Optional.of(5));
        }
        LOG.error("authenticator failed", failure);
        return new LinkRefusal(
                503,
                "Server fault",
                "The server could not check the key; try again shortly.",
                Optional.of(5));
    }

    private void refuse(Opening opening, LinkRefusal refusal) {
        services.audit().refused(opening.application(), refusal.status(), refusal.title());
        opening.http().answerAndClose(document(refusal));
    }

    private void admit(Opening opening, LinkVerdict.Accepted accepted) {
        if (opening.upgrade().mustNotTakeOver() && home.isServed(accepted.name())) {
            refuse(
                    opening,
                    LinkRefusal.of(
                            409,
                            "Tunnel in use",
                            "Another client serves this tunnel; stop it, or connect without asking not to take over."));
            return;
        }
        moveHome(opening, accepted);
    }

    /// Moves the channel to its tunnel's loop; the directory may have given the tunnel another loop
    /// meanwhile.
    private void moveHome(Opening opening, LinkVerdict.Accepted accepted) {
        EventLoop loop = home.loopOf(accepted.name());
        if (loop == opening.channel().eventLoop()) {
            open(opening, accepted);
        } else {
            ChannelMover.move(opening.channel(), loop, () -> moveHome(opening, accepted));
        }
    }

    private void open(Opening opening, LinkVerdict.Accepted accepted) {
        Channel channel = opening.channel();
        if (!channel.isActive()) {
            return;
        }
        LinkLife life = new LinkLife(services, opening.application(), accepted, channel, VERSION);
        if (!room.enter(life, channel)) {
            refuse(opening, full());
            return;
        }
        Http2Link link = new Http2Link(life.linkId(), opening.upgrade(), channel, config, life);
        WebSocketCodec webSocket = new WebSocketCodec(WebSocketCodec.Role.EDGE);
        life.begins(link, webSocket);
        tune(channel);
        opening.http()
                .makeWay(
                        switching(opening.upgrade(), accepted, life.linkId()),
                        () -> addHandlers(channel, webSocket, link, life));
        channel.config().setAutoRead(true);
    }

    private void addHandlers(
            Channel channel, WebSocketCodec webSocket, Http2Link link, LinkLife life) {
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addLast(webSocket);
        pipeline.addLast(new Liveness(link.handler(), Liveness.Patience.DEFAULT, System::nanoTime));
        pipeline.addLast(DataFrameCutter.withoutPreface(config.linkLimits()));
        pipeline.addLast(link.handler());
        pipeline.addLast(life.tail());
        try {
            link.begin();
        } catch (Http2Exception e) {
            LOG.error("link did not begin", e);
            channel.close();
        }
    }

    /// Sets the socket options of a link.
    public static void tune(Channel channel) {
        // Keeps data in our queues, where small exchanges can pass big ones, instead of in the
        // kernel's.
        channel.config().setOption(EpollLinkOptions.TCP_NOTSENT_LOWAT, 64L << 10);
        channel.config().setOption(EpollLinkOptions.TCP_USER_TIMEOUT, 20_000);
    }

    private FullHttpResponse switching(
            LinkUpgrade upgrade, LinkVerdict.Accepted accepted, String linkId) {
        FullHttpResponse response = upgrade.switching();
        HttpHeaders fields = response.headers();
        fields.set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, LinkHandshake.SUBPROTOCOL_V2);
        String host = accepted.name() + "." + config.domain();
        fields.set(LinkHandshake.URL, config.publicScheme() + "://" + host);
        fields.set(LinkHandshake.SUBDOMAIN, accepted.name().value());
        fields.set(LinkHandshake.LINK, linkId);
        if (accepted.resumeToken() != null) {
            fields.set(LinkHandshake.RESUME, accepted.resumeToken().reveal());
        }
        return response;
    }

    private FullHttpResponse document(LinkRefusal refusal) {
        String json =
                """
                {"type":"about:blank","status":%d,"title":"%s","detail":"%s"}
                """
                        .formatted(
                                refusal.status(),
                                jsonText(refusal.title()),
                                jsonText(refusal.advice()));
        FullHttpResponse response =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        HttpResponseStatus.valueOf(refusal.status()),
                        Unpooled.copiedBuffer(json, StandardCharsets.UTF_8));
        HttpHeaders fields = response.headers();
        fields.set(HttpHeaderNames.CONTENT_TYPE, "application/problem+json");
        fields.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        refusal.retryAfterSeconds()
                .ifPresent(seconds -> fields.set(HttpHeaderNames.RETRY_AFTER, seconds));
        if (refusal.status() == 426) {
            fields.set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13");
            fields.set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, LinkHandshake.SUBPROTOCOL_V2);
        }
        if (refusal.status() == 401) {
            fields.set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
        }
        if (refusal.status() == 503) {
            ErrorCode code = room.isDraining() ? ErrorCode.DRAINING : ErrorCode.BUSY;
            fields.set(LinkHandshake.ERROR, code.wireName());
        }
        return response;
    }

    private static String jsonText(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    /// One upgrade on its way.
    private record Opening(
            Channel channel, LinkUpgrade upgrade, LinkApplication application, HttpSide http) {}
}
