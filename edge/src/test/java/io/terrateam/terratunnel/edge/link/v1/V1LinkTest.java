package io.terrateam.terratunnel.edge.link.v1;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.terrateam.terratunnel.edge.config.EdgeConfig;
import io.terrateam.terratunnel.edge.link.Link;
import io.terrateam.terratunnel.edge.link.LinkStream;
import io.terrateam.terratunnel.edge.link.LinkStreamListener;
import io.terrateam.terratunnel.edge.link.RequestHead;
import io.terrateam.terratunnel.protocol.http.Authority;
import io.terrateam.terratunnel.protocol.link.MessageBudget;
import io.terrateam.terratunnel.protocol.link.TextMessageCodec;
import io.terrateam.terratunnel.protocol.v1.Checksum;
import io.terrateam.terratunnel.protocol.v1.Message;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A link of version 1 on a clock of the test's.
class V1LinkTest {
    private static final int CHUNK_BYTES = 500_000;

    private final List<String> life = new ArrayList<>();
    private final MessageBudget budget = new MessageBudget(1 << 20);
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<String> sent = new ArrayList<>();
    private V1Link link;

    @BeforeEach
    void begin() {
        channel.freezeTime();
        link = link(new V1Client(false, false));
    }

    private V1Link link(V1Client client) {
        V1Link made =
                new V1Link(
                        "id",
                        client,
                        EdgeConfig.forDomain(new Authority("example.test", -1)),
                        budget,
                        new Life());
        channel.pipeline().addLast(made);
        made.begin(new Message.HostnameAssigned("a.example.test", "a", true));
        return made;
    }

    @AfterEach
    void end() {
        channel.finishAndReleaseAll();
        assertThat(budget.take(1 << 20)).as("the whole budget is back").isTrue();
    }

    @Test
    void keepalivesGoOutEveryFiveSeconds_whateverElseDoes() {
        assertThat(sent()).singleElement().asString().contains("hostname_assigned");
        for (int second = 1; second <= 60; second++) {
            pass(1);
            receives("{\"type\":\"keepalive_ack\"}");
        }

        assertThat(sent()).hasSize(12).allMatch("{\"type\":\"keepalive\"}"::equals);
    }

    @Test
    void keepaliveWaitsForALongRequest_andFollowsIt() {
        sent();
        Heard heard = new Heard();
        LinkStream stream = link.open(post(), heard);
        stream.requestBody(Unpooled.buffer().writeZero(300_000), true);
        channel.pipeline().fireChannelWritabilityChanged();
        pass(6);

        assertThat(sent().getLast()).isEqualTo("{\"type\":\"keepalive\"}");
    }

    @Test
    void visitorThatTakesNothing_losesItsDownload_afterFifteenSeconds() {
        Heard heard = new Heard();
        LinkStream stream = link.open(get(), heard);
        receives(streamBegin("1", "s"));
        int chunks = 0;
        while (channel.config().isAutoRead()) {
            receives(chunk("s", chunks++));
        }

        assertThat(chunks * CHUNK_BYTES).isBetween(8_000_000, 9_000_000);
        pass(14);
        assertThat(heard.end).isNull();
        pass(2);
        assertThat(heard.end).isEqualTo(LinkStreamListener.StreamEnd.BROKEN);
        assertThat(channel.config().isAutoRead()).isTrue();
        stream.responseBodyTaken(heard.bytes);
    }

    @Test
    void besideOthers_itLosesItAfterFive_andTheOthersGoOn() {
        Heard slow = new Heard();
        Heard other = new Heard();
        link.open(get(), slow);
        link.open(get(), other);
        receives(streamBegin("1", "s"));
        for (int i = 0; channel.config().isAutoRead(); i++) {
            receives(chunk("s", i));
        }

        pass(6);
        assertThat(slow.end).isEqualTo(LinkStreamListener.StreamEnd.BROKEN);
        receives("{\"request_id\":\"2\",\"body\":\"fine\"}");
        assertThat(other.bytes).isEqualTo(4);
        assertThat(other.end).isNull();
    }

    @Test
    void visitorThatTakesAgain_goesOn() {
        Heard heard = new Heard();
        LinkStream stream = link.open(get(), heard);
        receives(streamBegin("1", "s"));
        int chunks = 0;
        for (int round = 0; round < 20; round++) {
            while (channel.config().isAutoRead()) {
                receives(chunk("s", chunks++));
            }
            pass(14);
            stream.responseBodyTaken(2 * CHUNK_BYTES);
            assertThat(channel.config().isAutoRead()).isTrue();
        }

        pass(60);
        assertThat(heard.end).isNull();
    }

    @Test
    void streamOfTheOriginalThatBringsNothing_isOver() {
        Heard heard = new Heard();
        link.open(get(), heard);
        receives(
                "{\"request_id\":\"1\",\"is_streaming\":true,\"stream\":{\"id\":\"s\",\"total_size\":0}}");

        pass(1);
        assertThat(heard.ended).isFalse();
        pass(2);
        assertThat(heard.ended).isTrue();
        assertThat(link.openStreams()).isZero();
    }

    @Test
    void requestThatIsTooLongForAnEarlyClient_isNotSent() {
        V1Link early = link(new V1Client(false, true));
        sent();
        Heard heard = new Heard();
        early.open(post(), heard).requestBody(Unpooled.buffer().writeZero(900_000), true);
        channel.runPendingTasks();

        assertThat(heard.end).isEqualTo(LinkStreamListener.StreamEnd.REQUEST_TOO_LONG);
        assertThat(sent()).isEmpty();
    }

    @Test
    void uploadsOverTheBudget_areRefused_andTheLinkLives() {
        Heard heard = new Heard();
        LinkStream stream = link.open(post(), heard);
        stream.requestBody(Unpooled.buffer().writeZero(1_500_000), false);
        channel.runPendingTasks();

        assertThat(heard.end).isEqualTo(LinkStreamListener.StreamEnd.BUSY);
        assertThat(link.hasRoom()).isTrue();
    }

    @Test
    void originalGetsAHundredRequestsAtOnce_andRoomIsTold() {
        List<LinkStream> open = new ArrayList<>();
        while (link.hasRoom()) {
            open.add(link.open(get(), new Heard()));
        }
        assertThat(open).hasSize(100);
        life.clear();
        open.getFirst().cancel();

        assertThat(life).contains("room");
        assertThat(link.hasRoom()).isTrue();
    }

    @Test
    void lostLink_tellsItsStreamsOnce_whyItIsLost() {
        Heard heard = new Heard();
        link.open(get(), heard);
        link.fellSilent();
        channel.close();

        assertThat(heard.end).isEqualTo(LinkStreamListener.StreamEnd.LINK_SILENT);
        assertThat(life).containsExactly("opened", "closed");
    }

    // ---- the channel

    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            channel.advanceTimeBy(1, TimeUnit.SECONDS);
            channel.runScheduledPendingTasks();
            channel.runPendingTasks();
        }
    }

    private void receives(String message) {
        channel.writeInbound(Unpooled.wrappedBuffer(message.getBytes(UTF_8)));
    }

    private List<String> sent() {
        channel.runPendingTasks();
        for (Object each = channel.readOutbound(); each != null; each = channel.readOutbound()) {
            ByteBuf text =
                    each instanceof TextMessageCodec.Part part ? part.text() : (ByteBuf) each;
            sent.add(text.toString(UTF_8));
            text.release();
        }
        List<String> all = List.copyOf(sent);
        sent.clear();
        return all;
    }

    private static RequestHead get() {
        return head("GET", true);
    }

    private static RequestHead post() {
        return head("POST", false);
    }

    private static RequestHead head(String method, boolean endsHere) {
        Http2Headers fields = new DefaultHttp2Headers(false).method(method).path("/");
        fields.authority("a.example.test");
        return new RequestHead(fields, "x", "a.example.test", endsHere, false, false, true);
    }

    private static String streamBegin(String requestId, String streamId) {
        return "{\"request_id\":\"%s\",\"is_streaming\":true,\"stream\":{\"id\":\"%s\",\"total_size\":200000000}}"
                .formatted(requestId, streamId);
    }

    private static String chunk(String streamId, int index) {
        byte[] bytes = new byte[CHUNK_BYTES];
        Checksum checksum = new Checksum();
        checksum.update(Unpooled.wrappedBuffer(bytes));
        return "{\"type\":\"stream_chunk\",\"stream_id\":\"%s\",\"chunk\":{\"index\":%d,\"checksum\":\"%s\",\"data\":\"%s\"}}"
                .formatted(
                        streamId, index, checksum.hex(), Base64.getEncoder().encodeToString(bytes));
    }

    private final class Life implements Link.Lifecycle {
        @Override
        public void opened(Link opened) {
            life.add("opened");
        }

        @Override
        public void closed(Link closed) {
            life.add("closed");
        }

        @Override
        public void roomAgain(Link roomier) {
            life.add("room");
        }
    }

    /// What an exchange heard.
    private static final class Heard implements LinkStreamListener {
        private StreamEnd end;
        private boolean ended;
        private int bytes;

        @Override
        public void interim(Http2Headers head) {}

        @Override
        public void responseHead(Http2Headers head, boolean ends) {
            ended |= ends;
        }

        @Override
        public void responseBody(ByteBuf part, boolean ends) {
            bytes += part.readableBytes();
            ended |= ends;
            part.release();
        }

        @Override
        public void responseTrailers(Http2Headers trailers) {}

        @Override
        public void requestBodySent(int sent) {}

        @Override
        public void streamEnded(StreamEnd how) {
            assertThat(end).isNull();
            end = how;
        }
    }
}
