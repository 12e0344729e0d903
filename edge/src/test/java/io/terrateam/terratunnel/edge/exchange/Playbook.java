package io.terrateam.terratunnel.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultEventLoop;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.terrateam.terratunnel.edge.config.EdgeConfig;
import io.terrateam.terratunnel.edge.directory.Directory;
import io.terrateam.terratunnel.edge.directory.Tunnel;
import io.terrateam.terratunnel.edge.link.Link;
import io.terrateam.terratunnel.edge.link.LinkStream;
import io.terrateam.terratunnel.edge.link.LinkStreamListener;
import io.terrateam.terratunnel.edge.link.LinkStreamListener.StreamEnd;
import io.terrateam.terratunnel.edge.link.RequestHead;
import io.terrateam.terratunnel.protocol.TunnelName;
import io.terrateam.terratunnel.protocol.http.Authority;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// An exchange as a play: what happens goes in, what it does to its visitor and its links comes
/// out, as lines such as `visitor: head 200` and `one: open GET /`.
///
/// The directory, the tunnel and the exchange are real and run on a loop of their own; visitors,
/// links and streams only write down what is done to them. Time passes when the script says so.
final class Playbook implements AutoCloseable {

    private static final TunnelName NAME = new TunnelName("panda");

    final EdgeConfig config;
    private final DefaultEventLoop loop = new DefaultEventLoop();
    private final Directory directory;
    private final Tunnel tunnel;
    private final List<String> actions = new ArrayList<>();
    private final Map<String, FakeLink> links = new HashMap<>();
    private @Nullable Exchange exchange;

    /// Something that happens.
    interface Event {
        void happen(Playbook play) throws Exception;
    }

    Playbook(EdgeConfig config) {
        this.config = config;
        this.directory = new Directory(loop, config);
        directory.loopOf(NAME);
        this.tunnel = directory.find(NAME.value()).orElseThrow();
    }

    /// A play with small limits: bodies of 1,000 bytes, one exchange at once.
    static Playbook play() {
        return new Playbook(config(1_000, 1, 10));
    }

    /// A play in which the link `one` serves and a visitor has asked over it.
    static Playbook asked(RequestHead head) {
        return play().asks(head);
    }

    /// A play in which the link `one` serves but takes no exchange at the moment, and a visitor has
    /// asked.
    static Playbook waiting(RequestHead head) {
        return play().in(linkJoins("one"))
                .out()
                .in(linkIsFull("one"))
                .out()
                .in(visitorAsks(head))
                .out();
    }

    /// Opens this play: the link `one` joins, and a visitor asks over it.
    Playbook asks(RequestHead head) {
        return asksOver("one", head);
    }

    /// Opens this play: that link joins, and a visitor asks over it.
    Playbook asksOver(String link, RequestHead head) {
        String ends = head.endsHere() ? " end" : "";
        return in(linkJoins(link))
                .out()
                .in(visitorAsks(head))
                .out(link + ": open " + head.fields().method() + ends);
    }

    static EdgeConfig config(long bodyLimit, int exchanges, int held) {
        EdgeConfig usual = EdgeConfig.forDomain(new Authority("example.test", -1));
        EdgeConfig.Sizes sizes = usual.sizes();
        return new EdgeConfig(
                usual.host(),
                usual.port(),
                usual.domain(),
                usual.publicScheme(),
                usual.trustedProxies(),
                new EdgeConfig.Sizes(
                        sizes.requestLine(),
                        sizes.headers(),
                        sizes.fieldCount(),
                        bodyLimit,
                        bodyLimit,
                        sizes.linkBuffer()),
                usual.times(),
                new EdgeConfig.Counts(10, 10, exchanges, held, 10, 10, 100),
                usual.linkLimits());
    }

    /// Makes it happen on the tunnel's loop.
    Playbook in(Event event) {
        assertThat(actions).as("actions that the script does not mention").isEmpty();
        loop.submit(
                        () -> {
                            event.happen(this);
                            return "";
                        })
                .syncUninterruptibly();
        return this;
    }

    /// All that was done because of it, in order.
    Playbook out(String... expected) {
        assertThat(actions).containsExactly(expected);
        actions.clear();
        return this;
    }

    /// The exchange is still counted.
    Playbook goesOn() {
        return hasRoomFor(config.counts().exchangesPerTunnel() - 1);
    }

    /// No exchange is counted any more, and whatever may still happen does nothing.
    void ends() {
        hasRoomFor(config.counts().exchangesPerTunnel());
        in(streamEnds(StreamEnd.LINK_LOST)).out();
        in(timePasses(Duration.ofDays(1))).out();
        in(originSends(0)).out();
        in(visitorSends(5)).out();
        in(visitorLeaves()).out();
        close();
    }

    private Playbook hasRoomFor(int expected) {
        int[] room = new int[1];
        in(play -> {
            while (tunnel.admit()) {
                room[0]++;
            }
            for (int i = 0; i < room[0]; i++) {
                tunnel.release();
            }
        });
        assertThat(room[0]).as("exchanges that the tunnel still takes").isEqualTo(expected);
        return this;
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }

    private Exchange exchange() {
        if (exchange == null) {
            throw new IllegalStateException("nobody has asked yet");
        }
        return exchange;
    }

    // What visitors do.

    static Event visitorAsks(RequestHead head) {
        return visitorAsks("visitor", head);
    }

    static Event visitorAsks(String name, RequestHead head) {
        return play -> {
            play.exchange =
                    new Exchange(head, play.new FakeVisitor(name), play.tunnel, play.config);
            play.exchange.start();
        };
    }

    static Event visitorSends(int bytes) {
        return play -> play.exchange().requestBody(zeros(bytes), false);
    }

    static Event visitorSendsLast(int bytes) {
        return play -> play.exchange().requestBody(zeros(bytes), true);
    }

    static Event visitorSendsTrailers(String... namesAndValues) {
        return play -> play.exchange().requestTrailers(fields(namesAndValues));
    }

    static Event visitorFails(ExchangeFailure failure) {
        return play -> play.exchange().requestFailed(failure);
    }

    static Event visitorTook(int bytes) {
        return play -> play.exchange().responseBodyWritten(bytes);
    }

    static Event visitorLeaves() {
        return play -> play.exchange().visitorGone();
    }

    // What agents and origins do.

    static Event linkJoins(String id) {
        return play -> play.directory.joined(NAME, play.link(id, false));
    }

    static Event pooledLinkJoins(String id) {
        return play -> play.directory.joined(NAME, play.link(id, true));
    }

    static Event linkLeaves(String id) {
        return play -> play.directory.left(NAME, play.links.get(id));
    }

    static Event linkIsFull(String id) {
        return play -> play.links.get(id).full = true;
    }

    static Event linkHasRoom(String id) {
        return play -> {
            play.links.get(id).full = false;
            play.directory.roomOn(NAME);
        };
    }

    static Event agentTook(int bytes) {
        return play -> play.exchange().requestBodySent(bytes);
    }

    static Event originSendsInterim(int status) {
        return play -> play.exchange().interim(response(status));
    }

    static Event originAnswers(int status, String... namesAndValues) {
        return play -> play.exchange().responseHead(response(status, namesAndValues), false);
    }

    static Event originAnswersWithoutBody(int status, String... namesAndValues) {
        return play -> play.exchange().responseHead(response(status, namesAndValues), true);
    }

    static Event originSends(int bytes) {
        return play -> play.exchange().responseBody(zeros(bytes), false);
    }

    static Event originSendsLast(int bytes) {
        return play -> play.exchange().responseBody(zeros(bytes), true);
    }

    static Event originSendsTrailers(String... namesAndValues) {
        return play -> play.exchange().responseTrailers(fields(namesAndValues));
    }

    static Event streamEnds(StreamEnd end) {
        return play -> play.exchange().streamEnded(end);
    }

    static Event timePasses(Duration time) {
        return play -> play.exchange().expireIfDue(System.nanoTime() + time.toNanos());
    }

    // Requests.

    static RequestHead get() {
        return head("GET", true, false);
    }

    static RequestHead post(String... namesAndValues) {
        return head("POST", false, false, namesAndValues);
    }

    static RequestHead webSocket() {
        return head("CONNECT", false, true);
    }

    static RequestHead headRequest() {
        return head("HEAD", true, false);
    }

    private static RequestHead head(
            String method, boolean endsHere, boolean upgrade, String... namesAndValues) {
        Http2Headers fields = fields(namesAndValues);
        fields.method(method).path("/").scheme("http").authority("panda.example.test");
        return new RequestHead(
                fields, "id", "panda.example.test", endsHere, method.equals("HEAD"), upgrade, true);
    }

    private static Http2Headers response(int status, String... namesAndValues) {
        return fields(namesAndValues).status(Integer.toString(status));
    }

    private static Http2Headers fields(String... namesAndValues) {
        Http2Headers fields = new DefaultHttp2Headers();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }

    private static ByteBuf zeros(int bytes) {
        return ByteBufAllocator.DEFAULT.buffer(Math.max(1, bytes)).writeZero(bytes);
    }

    private FakeLink link(String id, boolean pooled) {
        return links.computeIfAbsent(id, fresh -> new FakeLink(id, pooled));
    }

    private String bodyLine(String who, ByteBuf part, boolean ends) {
        String line = who + ": body " + part.readableBytes() + (ends ? " end" : "");
        part.release();
        return line;
    }

    private static String trailersLine(String who, Http2Headers trailers) {
        StringBuilder line = new StringBuilder(who).append(": trailers");
        trailers.forEach(f -> line.append(' ').append(f.getKey()).append('=').append(f.getValue()));
        return line.toString();
    }

    private final class FakeVisitor implements VisitorSide {
        private final String name;

        FakeVisitor(String name) {
            this.name = name;
        }

        @Override
        public void interim(Http2Headers head) {
            actions.add(name + ": interim " + head.status());
        }

        @Override
        public void responseHead(Http2Headers head, boolean ends) {
            actions.add(name + ": head " + head.status() + (ends ? " end" : ""));
        }

        @Override
        public void responseBody(ByteBuf part, boolean ends) {
            actions.add(bodyLine(name, part, ends));
        }

        @Override
        public void responseTrailers(Http2Headers trailers) {
            actions.add(trailersLine(name, trailers));
        }

        @Override
        public void abortResponse() {
            actions.add(name + ": abort");
        }

        @Override
        public void fail(ExchangeFailure failure) {
            actions.add(name + ": fail " + failure);
        }

        @Override
        public void requestBodyTaken(int bytes) {
            actions.add(name + ": taken " + bytes);
        }
    }

    private final class FakeLink implements Link {
        private final String id;
        private final boolean pooled;
        private boolean full;
        private int streams;

        FakeLink(String id, boolean pooled) {
            this.id = id;
            this.pooled = pooled;
        }

        @Override
        public String id() {
            return id;
        }

        @Override
        public boolean pooled() {
            return pooled;
        }

        @Override
        public boolean digests() {
            return !id.equals("plain");
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public boolean hasRoom() {
            return !full;
        }

        @Override
        public int openStreams() {
            return streams;
        }

        @Override
        public LinkStream open(RequestHead head, LinkStreamListener listener) {
            streams++;
            String ends = head.endsHere() ? " end" : "";
            actions.add(id + ": open " + head.fields().method() + ends);
            return new FakeStream(id);
        }

        @Override
        public void drain(String reason) {
            actions.add(id + ": drain " + reason);
        }

        @Override
        public void fellSilent() {}

        @Override
        public void close(int webSocketCode, String reason) {
            actions.add(id + ": close " + webSocketCode);
        }
    }

    private final class FakeStream implements LinkStream {
        private final String link;

        FakeStream(String link) {
            this.link = link;
        }

        @Override
        public void requestBody(ByteBuf part, boolean ends) {
            actions.add(bodyLine(link, part, ends));
        }

        @Override
        public void requestTrailers(Http2Headers trailers) {
            actions.add(trailersLine(link, trailers));
        }

        @Override
        public void responseBodyTaken(int bytes) {
            actions.add(link + ": taken " + bytes);
        }

        @Override
        public void cancel() {
            actions.add(link + ": cancel");
        }
    }
}
