package io.terrateam.terratunnel.agent.link;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.terrateam.terratunnel.agent.forward.ProbeToken;
import io.terrateam.terratunnel.agent.transport.Transport;
import io.terrateam.terratunnel.protocol.link.LinkHandshake;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Asks through the public URL whether the tunnel answers, the way a visitor would.
///
/// Thread: the loop. Limits: one try gets five seconds; tries go on for about ten seconds in all.
public final class PublicProbe {

    private static final long[] PAUSES_MILLIS = {100, 300, 600, 1_000, 2_000, 3_000, 3_000};
    private static final Duration TRY_LIMIT = Duration.ofSeconds(5);

    private final Transport transport;
    private final Connector connector;
    private final ProbeToken token;
    private final String userAgent;

    /// A probe that `token` makes recognisable.
    public PublicProbe(
            Transport transport, Connector connector, ProbeToken token, String userAgent) {
        this.transport = transport;
        this.connector = connector;
        this.token = token;
        this.userAgent = userAgent;
    }

    /// Tries until the probe comes back. The future's value is empty then, else a sentence about
    /// what is wrong.
    public Future<String> ask(String publicUrl) {
        Promise<String> answer = transport.loop().newPromise();
        try {
            Destination destination = Destination.of(URI.create(publicUrl));
            attempt(destination, publicUrl, 0, answer);
        } catch (IllegalArgumentException malformed) {
            answer.setSuccess("the server named a public URL that is none: " + publicUrl);
        }
        return answer;
    }

    private void attempt(
            Destination destination, String publicUrl, int number, Promise<String> answer) {
        Promise<String> once = transport.loop().newPromise();
        tryOnce(destination, once);
        once.addListener(done -> {
            String problem = once.getNow();
            if (problem.isEmpty()) {
                answer.trySuccess("");
            } else if (number == PAUSES_MILLIS.length) {
                answer.trySuccess(advice(publicUrl, problem));
            } else {
                transport
                        .loop()
                        .schedule(
                                () -> attempt(destination, publicUrl, number + 1, answer),
                                PAUSES_MILLIS[number],
                                TimeUnit.MILLISECONDS);
            }
        });
    }

    private static String advice(String publicUrl, String problem) {
        return "a request to "
                + publicUrl
                + " did not come back through the tunnel ("
                + problem
                + "): check that this name and all below the server's domain lead to the server";
    }

    private void tryOnce(Destination destination, Promise<String> once) {
        Future<Channel> connected = connector.connect(destination);
        connected.addListener(done -> {
            if (connected.isSuccess()) {
                send(connected.getNow(), destination, once);
            } else {
                once.trySuccess(String.valueOf(connected.cause().getMessage()));
            }
        });
    }

    private void send(Channel channel, Destination destination, Promise<String> once) {
        var timer =
                channel.eventLoop()
                        .schedule(
                                () -> once.trySuccess("no answer in time"),
                                TRY_LIMIT.toNanos(),
                                TimeUnit.NANOSECONDS);
        once.addListener(done -> {
            timer.cancel(false);
            channel.close();
        });
        channel.pipeline().addLast(new HttpClientCodec(), new AnswerHandler(once));
        channel.config().setAutoRead(true);
        FullHttpRequest ask =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, ProbeToken.PATH);
        ask.headers()
                .set(HttpHeaderNames.HOST, destination.authority())
                .set(HttpHeaderNames.USER_AGENT, userAgent)
                .set(HttpHeaderNames.ACCEPT, "*/*")
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
                .set(LinkHandshake.PROBE, token.value());
        channel.writeAndFlush(ask);
    }

    /// Looks at one answer's head.
    private static final class AnswerHandler extends SimpleChannelInboundHandler<HttpObject> {
        private final Promise<String> once;

        AnswerHandler(Promise<String> once) {
            this.once = once;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, HttpObject part) {
            if (part.decoderResult().isFailure()) {
                once.trySuccess("the answer is not HTTP");
            } else if (part instanceof HttpResponse head && head.status().code() >= 200) {
                once.trySuccess(judge(head));
            }
        }

        private static String judge(HttpResponse head) {
            if (head.status().code() == 204 && head.headers().contains(LinkHandshake.PROBE)) {
                return "";
            }
            String error = head.headers().get(LinkHandshake.ERROR, "");
            return "status "
                    + head.status().code()
                    + (error.isEmpty() ? "" : " " + ProblemText.clean(error));
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            once.trySuccess("the connection was closed without an answer");
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            once.trySuccess("the connection broke: " + cause.getMessage());
        }
    }
}
