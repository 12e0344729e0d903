package io.terrateam.terratunnel.edge.exchange;

import static io.terrateam.terratunnel.edge.exchange.Playbook.asked;
import static io.terrateam.terratunnel.edge.exchange.Playbook.config;
import static io.terrateam.terratunnel.edge.exchange.Playbook.get;
import static io.terrateam.terratunnel.edge.exchange.Playbook.headRequest;
import static io.terrateam.terratunnel.edge.exchange.Playbook.originAnswers;
import static io.terrateam.terratunnel.edge.exchange.Playbook.originAnswersWithoutBody;
import static io.terrateam.terratunnel.edge.exchange.Playbook.originSends;
import static io.terrateam.terratunnel.edge.exchange.Playbook.originSendsLast;
import static io.terrateam.terratunnel.edge.exchange.Playbook.originSendsTrailers;
import static io.terrateam.terratunnel.edge.exchange.Playbook.post;
import static io.terrateam.terratunnel.edge.exchange.Playbook.streamEnds;
import static io.terrateam.terratunnel.edge.exchange.Playbook.visitorSends;
import static io.terrateam.terratunnel.edge.exchange.Playbook.visitorSendsLast;
import static io.terrateam.terratunnel.edge.exchange.Playbook.visitorSendsTrailers;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.terrateam.terratunnel.edge.link.LinkStreamListener.StreamEnd;
import io.terrateam.terratunnel.protocol.link.BodyDigest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Bodies of exchanges: their limits, and their digests where they are long.
final class ExchangeBodiesTest {

    private static final int MIB = 1 << 20;
    private static final String WRONG = "sha-256=:AAAA:";

    // Limits; a play's is 1,000 bytes.

    @Test
    void aResponseThatAnnouncesTooMuchIsRefused() {
        asked(get())
                .in(originAnswers(200, "content-length", "1001"))
                .out("one: cancel", "visitor: fail BodyTooLarge[limitBytes=1000]")
                .ends();
    }

    @Test
    void aResponseOfUnknownLengthIsCutAtTheLimit() {
        asked(get())
                .in(originAnswers(200))
                .out("visitor: head 200")
                .in(originSends(1_000))
                .out("visitor: body 1000")
                .in(originSends(1))
                .out("one: taken 1", "one: cancel", "visitor: abort")
                .ends();
    }

    @Test
    void aResponseOfExactlyTheLimitPasses() {
        asked(get())
                .in(originAnswers(200, "content-length", "1000"))
                .out("visitor: head 200")
                .in(originSendsLast(1_000))
                .out("visitor: body 1000 end")
                .ends();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-5", "9999999999999999999", "ten", ""})
    void aLengthThatIsNoneIsTooMuch(String length) {
        asked(get())
                .in(originAnswers(200, "content-length", length))
                .out("one: cancel", "visitor: fail BodyTooLarge[limitBytes=1000]")
                .ends();
    }

    @Test
    void anAnswerToHeadMayAnnounceAnyLength() {
        asked(headRequest())
                .in(originAnswersWithoutBody(200, "content-length", "5000"))
                .out("visitor: head 200 end")
                .ends();
    }

    @Test
    void a304MayAnnounceAnyLength() {
        asked(get())
                .in(originAnswersWithoutBody(304, "content-length", "5000"))
                .out("visitor: head 304 end")
                .ends();
    }

    @Test
    void aRequestThatPassesTheLimitIsRefused() {
        asked(post())
                .in(visitorSends(1_000))
                .out("one: body 1000")
                .in(visitorSends(1))
                .out("one: cancel", "visitor: fail BodyTooLarge[limitBytes=1000]")
                .ends();
    }

    @Test
    void aRequestThatPassesTheLimitDuringItsAnswerIsCut() {
        asked(post())
                .in(originAnswers(200))
                .out("visitor: head 200")
                .in(visitorSends(1_001))
                .out("one: cancel", "visitor: abort")
                .ends();
    }

    @Test
    void noLimitMeansNone() {
        new Playbook(config(0, 1, 1))
                .asks(post("content-length", "5"))
                .in(visitorSendsLast(5 * MIB))
                .out("one: body 5242880 end")
                .in(originAnswers(200, "content-length", "9999999"))
                .out("visitor: head 200")
                .in(originSends(5 * MIB))
                .out("visitor: body 5242880")
                .in(streamEnds(StreamEnd.BROKEN))
                .out("visitor: abort")
                .ends();
    }

    // Digests of what is longer than 10 MiB.

    private static Playbook longAnswer(String... fields) {
        Playbook play =
                new Playbook(config(0, 1, 1))
                        .asks(get())
                        .in(originAnswers(200, fields))
                        .out("visitor: head 200");
        for (int i = 0; i < 10; i++) {
            play.in(originSends(MIB)).out("visitor: body 1048576");
        }
        return play;
    }

    private static String digestOfZeros(int bytes) {
        ByteBuf zeros = ByteBufAllocator.DEFAULT.buffer(bytes).writeZero(bytes);
        BodyDigest digest = new BodyDigest();
        digest.update(zeros);
        zeros.release();
        return digest.fieldValue();
    }

    /// As the other end of a link writes it.
    private static String hopDigestOfZeros(int bytes) {
        return digestOfZeros(bytes) + ";hop";
    }

    @Test
    void digestAgrees_theWithheldLastPartFollows() {
        longAnswer("content-length", Integer.toString(11 * MIB))
                .in(originSends(MIB))
                .out()
                .in(originSendsTrailers("content-digest", hopDigestOfZeros(11 * MIB), "x-a", "1"))
                .out("visitor: body 1048576", "visitor: trailers x-a=1")
                .ends();
    }

    @Test
    void anOriginsOwnDigestsReachItsVisitor() {
        String own = digestOfZeros(11 * MIB);
        longAnswer("content-length", Integer.toString(11 * MIB))
                .in(originSends(MIB))
                .out()
                .in(originSendsTrailers("content-digest", own, "repr-digest", own, "digest", "x"))
                .out(
                        "visitor: body 1048576",
                        "visitor: trailers content-digest="
                                + own
                                + " repr-digest="
                                + own
                                + " digest=x")
                .ends();
    }

    @Test
    void aVisitorsOwnDigestReachesTheOrigin() {
        Playbook play = new Playbook(config(0, 1, 1)).asks(post());
        for (int i = 0; i < 11; i++) {
            play.in(visitorSends(MIB)).out("one: body 1048576");
        }
        play.in(visitorSendsTrailers("content-digest", "sha-512=:AAAA:"))
                .out("one: trailers content-digest=sha-512=:AAAA:")
                .in(originAnswersWithoutBody(200))
                .out("visitor: head 200 end")
                .ends();
    }

    @Test
    void digestDiffers_theBodyNeverLooksComplete() {
        longAnswer("content-length", Integer.toString(11 * MIB))
                .in(originSends(MIB))
                .out()
                .in(originSendsTrailers("content-digest", WRONG))
                .out("one: cancel", "one: taken 1048576", "visitor: abort")
                .ends();
    }

    @Test
    void streamEndsBeforeTheDigest_theBodyNeverLooksComplete() {
        longAnswer("content-length", Integer.toString(11 * MIB))
                .in(originSends(MIB))
                .out()
                .in(streamEnds(StreamEnd.LINK_LOST))
                .out("one: taken 1048576", "visitor: abort")
                .ends();
    }

    @Test
    void noDigestAfterAll_theWithheldLastPartFollows() {
        longAnswer("content-length", Integer.toString(11 * MIB))
                .in(originSends(MIB))
                .out()
                .in(originSends(0))
                .out()
                .in(originSendsLast(0))
                .out("visitor: body 1048576", "visitor: body 0 end")
                .ends();
    }

    @Test
    void digestOfUnknownLengthAgrees_trailersFollow() {
        longAnswer()
                .in(originSends(MIB))
                .out("visitor: body 1048576")
                .in(originSendsTrailers("content-digest", hopDigestOfZeros(11 * MIB)))
                .out("visitor: trailers")
                .ends();
    }

    @Test
    void digestOfUnknownLengthDiffers_theBodyNeverLooksComplete() {
        longAnswer()
                .in(originSends(MIB))
                .out("visitor: body 1048576")
                .in(originSendsTrailers("content-digest", WRONG))
                .out("one: cancel", "visitor: abort")
                .ends();
    }

    @Test
    void aLongRequestGetsADigest() {
        Playbook play = new Playbook(config(0, 1, 1)).asks(post());
        for (int i = 0; i < 10; i++) {
            play.in(visitorSends(MIB)).out("one: body 1048576");
        }
        play.in(visitorSendsLast(1))
                .out(
                        "one: body 1",
                        "one: trailers content-digest=" + hopDigestOfZeros(10 * MIB + 1))
                .in(originAnswersWithoutBody(200))
                .out("visitor: head 200 end")
                .ends();
    }

    @Test
    void aLongRequestWithTrailersGetsADigestAmongThem() {
        Playbook play = new Playbook(config(0, 1, 1)).asks(post());
        for (int i = 0; i < 11; i++) {
            play.in(visitorSends(MIB)).out("one: body 1048576");
        }
        play.in(visitorSendsTrailers("x-a", "1"))
                .out("one: trailers x-a=1 content-digest=" + hopDigestOfZeros(11 * MIB))
                .in(originAnswersWithoutBody(200))
                .out("visitor: head 200 end")
                .ends();
    }

    /// The link `plain` was opened without digests.
    @Test
    void aLinkWithoutDigestsSendsNoneAndWithholdsNothing() {
        new Playbook(config(0, 1, 1))
                .asksOver("plain", post())
                .in(visitorSendsLast(11 * MIB))
                .out("plain: body 11534336 end")
                .in(originAnswers(200, "content-length", "11534336"))
                .out("visitor: head 200")
                .in(originSends(11 * MIB))
                .out("visitor: body 11534336")
                .in(originSendsLast(0))
                .out("visitor: body 0 end")
                .ends();
    }

    @Test
    void aShortRequestGetsNone() {
        new Playbook(config(0, 1, 1))
                .asks(post())
                .in(visitorSendsLast(10 * MIB))
                .out("one: body 10485760 end")
                .in(originAnswersWithoutBody(200))
                .out("visitor: head 200 end")
                .ends();
        assertThat(BodyDigest.THRESHOLD_BYTES).isEqualTo(10 * MIB);
    }
}
