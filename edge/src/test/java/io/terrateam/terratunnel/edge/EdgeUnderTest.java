package io.terrateam.terratunnel.edge;

import io.terrateam.terratunnel.edge.config.EdgeConfig;
import io.terrateam.terratunnel.edge.spi.LinkApplication;
import io.terrateam.terratunnel.edge.spi.LinkAudit;
import io.terrateam.terratunnel.edge.spi.LinkAuthenticator;
import io.terrateam.terratunnel.edge.spi.LinkVerdict;
import io.terrateam.terratunnel.edge.spi.OwnHost;
import io.terrateam.terratunnel.edge.spi.ReservationLookup;
import io.terrateam.terratunnel.protocol.TunnelName;
import io.terrateam.terratunnel.protocol.http.Authority;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A running edge for `example.test`, with answers from outside that a test may script.
///
/// An agent whose key is `panda` serves `panda.example.test`; names that begin with `owned` belong
/// to somebody.
final class EdgeUnderTest implements AutoCloseable {

    final BlockingQueue<String> audit = new LinkedBlockingQueue<>();
    volatile LinkAuthenticator authenticator = EdgeUnderTest::accept;
    volatile ReservationLookup reservations =
            name -> CompletableFuture.completedFuture(name.value().startsWith("owned"));
    volatile OwnHost ownHost = (request, answer) -> answerShortly(answer);
    private final Edge edge;

    EdgeUnderTest() {
        this(config());
    }

    EdgeUnderTest(EdgeConfig config) {
        edge =
                Edge.start(
                        config,
                        application -> authenticator.authenticate(application),
                        name -> reservations.isReserved(name),
                        new RecordedAudit(),
                        (request, answer) -> ownHost.serve(request, answer));
    }

    static EdgeConfig config() {
        return EdgeConfig.forDomain(new Authority("example.test", -1));
    }

    static EdgeConfig with(EdgeConfig.Sizes sizes) {
        return with(sizes, EdgeConfig.Times.DEFAULT, EdgeConfig.Counts.DEFAULT);
    }

    static EdgeConfig with(EdgeConfig.Times times) {
        return with(EdgeConfig.Sizes.DEFAULT, times, EdgeConfig.Counts.DEFAULT);
    }

    static EdgeConfig with(
            EdgeConfig.Sizes sizes, EdgeConfig.Times times, EdgeConfig.Counts counts) {
        EdgeConfig usual = config();
        return new EdgeConfig(
                usual.host(),
                usual.port(),
                usual.domain(),
                usual.publicScheme(),
                usual.trustedProxies(),
                sizes,
                times,
                counts,
                usual.linkLimits());
    }

    /// Limits of bodies in bytes, and of what a link may hold.
    static EdgeConfig.Sizes sizes(long requestBody, long responseBody, long linkBuffer) {
        EdgeConfig.Sizes usual = EdgeConfig.Sizes.DEFAULT;
        return new EdgeConfig.Sizes(
                usual.requestLine(),
                usual.headers(),
                usual.fieldCount(),
                requestBody,
                responseBody,
                linkBuffer);
    }

    /// Long times but for those that a test wants short.
    static EdgeConfig.Times times(Duration head, Duration bodyIdle, Duration linkOpening) {
        Duration minute = Duration.ofMinutes(1);
        return new EdgeConfig.Times(
                head, minute, bodyIdle, minute, minute, minute, minute, linkOpening, minute);
    }

    /// The usual times, but for how long an exchange is held.
    static EdgeConfig.Times holding(Duration hold) {
        EdgeConfig.Times usual = EdgeConfig.Times.DEFAULT;
        return new EdgeConfig.Times(
                usual.head(),
                usual.idle(),
                usual.requestBodyIdle(),
                usual.responseHead(),
                usual.responseIdle(),
                usual.writeStall(),
                hold,
                usual.linkOpening(),
                usual.drain());
    }

    int port() {
        return edge.port();
    }

    Edge edge() {
        return edge;
    }

    RawVisitor visitor() throws Exception {
        return new RawVisitor(edge.port());
    }

    Http2TestVisitor http2Visitor() {
        return new Http2TestVisitor(edge.port());
    }

    ScriptedAgent agent(String tunnel, String... moreFields) throws Exception {
        ScriptedAgent agent = ScriptedAgent.connect(edge.port(), tunnel, moreFields);
        awaitAudit("connected " + tunnel);
        return agent;
    }

    String awaitAudit(String beginning) throws InterruptedException {
        for (String line = next(); line != null; line = next()) {
            if (line.startsWith(beginning)) {
                return line;
            }
        }
        throw new AssertionError("the audit log never said: " + beginning);
    }

    private String next() throws InterruptedException {
        return audit.poll(10, TimeUnit.SECONDS);
    }

    private static void answerShortly(OwnHost.Answer answer) {
        answer.head(200, List.of(), false);
        answer.body(new byte[] {'x'}, true);
    }

    private static CompletableFuture<LinkVerdict> accept(LinkApplication application) {
        LinkVerdict verdict =
                application.apiKey() == null
                        ? new LinkVerdict.Refused(
                                401, "Key missing", "Give a \"key\".", Optional.empty())
                        : new LinkVerdict.Accepted(
                                new TunnelName(application.apiKey().reveal()),
                                new LinkVerdict.Holder.Anonymous(),
                                application.resumeToken());
        return CompletableFuture.completedFuture(verdict);
    }

    @Override
    public void close() {
        edge.close();
    }

    private final class RecordedAudit implements LinkAudit {
        @Override
        public void connected(Party link) {
            audit.add("connected " + link.name() + " " + link.from().localEndpoint());
        }

        @Override
        public void disconnected(Party link, Ending ending) {
            audit.add("disconnected " + link.name() + " " + ending.reason());
        }

        @Override
        public void refused(LinkApplication from, int status, String title) {
            audit.add("refused " + status + " " + title);
        }
    }
}
