package io.terrateam.terratunnel.edge.exchange;

import static io.terrateam.terratunnel.edge.exchange.Playbook.asked;
import static io.terrateam.terratunnel.edge.exchange.Playbook.config;
import static io.terrateam.terratunnel.edge.exchange.Playbook.get;
import static io.terrateam.terratunnel.edge.exchange.Playbook.linkHasRoom;
import static io.terrateam.terratunnel.edge.exchange.Playbook.linkIsFull;
import static io.terrateam.terratunnel.edge.exchange.Playbook.linkJoins;
import static io.terrateam.terratunnel.edge.exchange.Playbook.linkLeaves;
import static io.terrateam.terratunnel.edge.exchange.Playbook.originAnswersWithoutBody;
import static io.terrateam.terratunnel.edge.exchange.Playbook.play;
import static io.terrateam.terratunnel.edge.exchange.Playbook.pooledLinkJoins;
import static io.terrateam.terratunnel.edge.exchange.Playbook.post;
import static io.terrateam.terratunnel.edge.exchange.Playbook.streamEnds;
import static io.terrateam.terratunnel.edge.exchange.Playbook.timePasses;
import static io.terrateam.terratunnel.edge.exchange.Playbook.visitorAsks;
import static io.terrateam.terratunnel.edge.exchange.Playbook.visitorLeaves;
import static io.terrateam.terratunnel.edge.exchange.Playbook.visitorSends;
import static io.terrateam.terratunnel.edge.exchange.Playbook.visitorSendsTrailers;
import static io.terrateam.terratunnel.edge.exchange.Playbook.waiting;

import io.terrateam.terratunnel.edge.link.LinkStreamListener.StreamEnd;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Exchanges and the links of their tunnel: which one they get, how long they wait, when they are
/// repeated, and when never.
final class ExchangeLinksTest {

    private static final Duration HOLD = Duration.ofSeconds(5);

    // Repeating.

    @Test
    void notProcessed_repeatedOnceOnAnotherLink() {
        play().in(pooledLinkJoins("one"))
                .out()
                .in(pooledLinkJoins("two"))
                .out()
                .in(visitorAsks(get()))
                .out("one: open GET end")
                .in(streamEnds(StreamEnd.NOT_PROCESSED))
                .out("two: open GET end")
                .in(streamEnds(StreamEnd.NOT_PROCESSED))
                .out("visitor: fail LinkLost[requestWritten=false]")
                .ends();
    }

    @Test
    void notProcessedAfterBodyBytesWent_neverRepeated() {
        play().in(pooledLinkJoins("one"))
                .out()
                .in(pooledLinkJoins("two"))
                .out()
                .in(visitorAsks(post()))
                .out("one: open POST")
                .in(visitorSends(1))
                .out("one: body 1")
                .in(streamEnds(StreamEnd.NOT_PROCESSED))
                .out("visitor: fail LinkLost[requestWritten=false]")
                .ends();
    }

    @Test
    void notProcessedAfterTrailersWent_neverRepeated() {
        play().in(pooledLinkJoins("one"))
                .out()
                .in(linkIsFull("one"))
                .out()
                .in(visitorAsks(post()))
                .out()
                .in(visitorSendsTrailers("x-sum", "1"))
                .out()
                .in(linkHasRoom("one"))
                .out("one: open POST", "one: trailers x-sum=1")
                .in(pooledLinkJoins("two"))
                .out()
                .in(streamEnds(StreamEnd.NOT_PROCESSED))
                .out("visitor: fail LinkLost[requestWritten=false]")
                .ends();
    }

    @Test
    void linkLost_neverRepeated() {
        play().in(pooledLinkJoins("one"))
                .out()
                .in(pooledLinkJoins("two"))
                .out()
                .in(visitorAsks(get()))
                .out("one: open GET end")
                .in(streamEnds(StreamEnd.LINK_LOST))
                .out("visitor: fail LinkLost[requestWritten=true]")
                .ends();
    }

    @Test
    void notProcessedAndNoLinkLeft_waitsForOneToComeBack() {
        asked(get())
                .in(linkLeaves("one"))
                .out()
                .in(streamEnds(StreamEnd.NOT_PROCESSED))
                .out()
                .goesOn()
                .in(linkJoins("two"))
                .out("two: open GET end")
                .in(originAnswersWithoutBody(200))
                .out("visitor: head 200 end")
                .ends();
    }

    @Test
    void notProcessedAndNoneComesBack_theVisitorMayTryAgain() {
        asked(get())
                .in(linkLeaves("one"))
                .out()
                .in(streamEnds(StreamEnd.NOT_PROCESSED))
                .out()
                .in(timePasses(HOLD))
                .out("visitor: fail LinkLost[requestWritten=false]")
                .ends();
    }

    // Waiting.

    @Test
    void noLinkEver_offlineAtOnce() {
        play().in(visitorAsks(get())).out("visitor: fail TunnelOffline[]").ends();
    }

    @Test
    void linkJustLeft_waitsForItToComeBack() {
        play().in(linkJoins("one"))
                .out()
                .in(linkLeaves("one"))
                .out()
                .in(visitorAsks(get()))
                .out()
                .in(timePasses(HOLD.minusSeconds(1)))
                .out()
                .in(linkJoins("two"))
                .out("two: open GET end")
                .in(visitorLeaves())
                .out("two: cancel")
                .ends();
    }

    @Test
    void linkJustLeftAndDoesNotComeBack_offline() {
        play().in(linkJoins("one"))
                .out()
                .in(linkLeaves("one"))
                .out()
                .in(visitorAsks(get()))
                .out()
                .in(timePasses(HOLD))
                .out("visitor: fail TunnelOffline[]")
                .in(linkJoins("two"))
                .out()
                .ends();
    }

    @Test
    void fullLink_waitsForRoomAndIsBusyInTheEnd() {
        waiting(get())
                .in(timePasses(HOLD))
                .out("visitor: fail Busy[]")
                .in(linkHasRoom("one"))
                .out()
                .ends();
    }

    @Test
    void tooManyWait_busyAtOnce() {
        Playbook play = new Playbook(config(0, 5, 1));
        play.in(linkJoins("one"))
                .out()
                .in(linkIsFull("one"))
                .out()
                .in(visitorAsks("first", get()))
                .out()
                .in(visitorAsks("second", get()))
                .out("second: fail Busy[]");
        play.in(linkHasRoom("one")).out("one: open GET end").close();
    }

    @Test
    void tooManyWaitForAnAbsentAgent_offlineAtOnce() {
        Playbook play = new Playbook(config(0, 5, 1));
        play.in(linkJoins("one"))
                .out()
                .in(linkLeaves("one"))
                .out()
                .in(visitorAsks("first", get()))
                .out()
                .in(visitorAsks("second", get()))
                .out("second: fail TunnelOffline[]");
        play.close();
    }

    @Test
    void whoWaitsIsServedInOrder() {
        Playbook play = new Playbook(config(0, 5, 5));
        play.in(linkJoins("one"))
                .out()
                .in(linkIsFull("one"))
                .out()
                .in(visitorAsks("first", get()))
                .out()
                .in(visitorAsks("second", post()))
                .out()
                .in(linkHasRoom("one"))
                .out("one: open GET end", "one: open POST")
                .close();
    }

    @Test
    void tooManyExchanges_busyAtOnce() {
        Playbook play = new Playbook(config(0, 1, 5));
        play.in(linkJoins("one"))
                .out()
                .in(visitorAsks("first", get()))
                .out("one: open GET end")
                .in(visitorAsks("second", get()))
                .out("second: fail Busy[]")
                .goesOn()
                .close();
    }

    // Taking over.

    @Test
    void aNewerLinkTakesOverAndTheOlderDrains() {
        play().in(linkJoins("one"))
                .out()
                .in(linkJoins("two"))
                .out("one: drain replaced")
                .in(visitorAsks(get()))
                .out("two: open GET end")
                .in(originAnswersWithoutBody(200))
                .out("visitor: head 200 end")
                .ends();
    }

    @Test
    void anOlderLinkThatLeavesLateDoesNotTakeTheNewerWithIt() {
        play().in(linkJoins("one"))
                .out()
                .in(linkJoins("two"))
                .out("one: drain replaced")
                .in(linkLeaves("one"))
                .out()
                .in(visitorAsks(get()))
                .out("two: open GET end")
                .in(visitorLeaves())
                .out("two: cancel")
                .ends();
    }

    @Test
    void anExchangeOnTheOlderLinkFinishesThere() {
        asked(get())
                .in(linkJoins("two"))
                .out("one: drain replaced")
                .in(originAnswersWithoutBody(200))
                .out("visitor: head 200 end")
                .ends();
    }

    @Test
    void pooledLinksShareByLeastOpenStreams() {
        Playbook play = new Playbook(config(0, 9, 5));
        play.in(pooledLinkJoins("one"))
                .out()
                .in(pooledLinkJoins("two"))
                .out()
                .in(visitorAsks(get()))
                .out("one: open GET end")
                .in(visitorAsks(get()))
                .out("two: open GET end")
                .in(visitorAsks(get()))
                .out("one: open GET end")
                .in(linkLeaves("two"))
                .out()
                .in(visitorAsks(get()))
                .out("one: open GET end")
                .close();
    }

    @Test
    void aPooledLinkReplacesOneThatIsNot() {
        play().in(linkJoins("one"))
                .out()
                .in(pooledLinkJoins("two"))
                .out("one: drain replaced")
                .in(pooledLinkJoins("three"))
                .out()
                .in(linkJoins("four"))
                .out("two: drain replaced", "three: drain replaced")
                .close();
    }
}
