package io.terrateam.terratunnel.edge.exchange;

import static io.terrateam.terratunnel.edge.exchange.Playbook.agentTook;
import static io.terrateam.terratunnel.edge.exchange.Playbook.asked;
import static io.terrateam.terratunnel.edge.exchange.Playbook.get;
import static io.terrateam.terratunnel.edge.exchange.Playbook.originAnswers;
import static io.terrateam.terratunnel.edge.exchange.Playbook.originAnswersWithoutBody;
import static io.terrateam.terratunnel.edge.exchange.Playbook.originSends;
import static io.terrateam.terratunnel.edge.exchange.Playbook.originSendsInterim;
import static io.terrateam.terratunnel.edge.exchange.Playbook.originSendsLast;
import static io.terrateam.terratunnel.edge.exchange.Playbook.originSendsTrailers;
import static io.terrateam.terratunnel.edge.exchange.Playbook.play;
import static io.terrateam.terratunnel.edge.exchange.Playbook.post;
import static io.terrateam.terratunnel.edge.exchange.Playbook.streamEnds;
import static io.terrateam.terratunnel.edge.exchange.Playbook.timePasses;
import static io.terrateam.terratunnel.edge.exchange.Playbook.visitorAsks;
import static io.terrateam.terratunnel.edge.exchange.Playbook.visitorFails;
import static io.terrateam.terratunnel.edge.exchange.Playbook.visitorLeaves;
import static io.terrateam.terratunnel.edge.exchange.Playbook.visitorSends;
import static io.terrateam.terratunnel.edge.exchange.Playbook.visitorSendsLast;
import static io.terrateam.terratunnel.edge.exchange.Playbook.visitorSendsTrailers;
import static io.terrateam.terratunnel.edge.exchange.Playbook.visitorTook;
import static io.terrateam.terratunnel.edge.exchange.Playbook.waiting;
import static io.terrateam.terratunnel.edge.exchange.Playbook.webSocket;

import io.terrateam.terratunnel.edge.link.LinkStreamListener.StreamEnd;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The states of one exchange: from its request to its answer, or to whatever ends it before.
final class ExchangeTest {

    private static Playbook responding() {
        return asked(get()).in(originAnswers(200)).out("visitor: head 200");
    }

    @Test
    void aRequestIsAnswered() {
        responding()
                .in(originSends(10))
                .out("visitor: body 10")
                .in(visitorTook(10))
                .out("one: taken 10")
                .in(originSendsLast(5))
                .out("visitor: body 5 end")
                .ends();
    }

    @Test
    void anAnswerWithoutBodyEndsTheExchange() {
        asked(get()).in(originAnswersWithoutBody(204)).out("visitor: head 204 end").ends();
    }

    @Test
    void bodiesAndTrailersGoBothWays() {
        asked(post())
                .in(visitorSends(7))
                .out("one: body 7")
                .in(agentTook(7))
                .out("visitor: taken 7")
                .in(visitorSendsTrailers("x-sum", "1"))
                .out("one: trailers x-sum=1")
                .in(originAnswers(200))
                .out("visitor: head 200")
                .in(originSends(3))
                .out("visitor: body 3")
                .in(originSendsTrailers("x-end", "2"))
                .out("visitor: trailers x-end=2")
                .ends();
    }

    @Test
    void whatComesBeforeALinkIsSentOnceThereIsOne() {
        play().in(visitorAsks(post())).out("visitor: fail TunnelOffline[]").ends();
        waiting(post())
                .in(visitorSends(3))
                .out()
                .in(visitorSendsLast(4))
                .out()
                .in(Playbook.linkHasRoom("one"))
                .out("one: open POST", "one: body 3", "one: body 4 end")
                .in(originAnswersWithoutBody(200))
                .out("visitor: head 200 end")
                .ends();
    }

    @Test
    void trailersThatComeBeforeALinkAreSentOnceThereIsOne() {
        waiting(post())
                .in(visitorSends(3))
                .out()
                .in(visitorSendsTrailers("x-sum", "1"))
                .out()
                .in(Playbook.linkHasRoom("one"))
                .out("one: open POST", "one: body 3", "one: trailers x-sum=1")
                .in(visitorLeaves())
                .out("one: cancel")
                .ends();
    }

    @Test
    void interimResponsesPassAtOnce() {
        asked(get())
                .in(originSendsInterim(100))
                .out("visitor: interim 100")
                .in(originSendsInterim(103))
                .out("visitor: interim 103")
                .in(originAnswersWithoutBody(200))
                .out("visitor: head 200 end")
                .ends();
    }

    @Test
    void whoeverHoldsItsBodyBackIsToldToGoOnWhereTheOriginSaysNothing() {
        asked(post("expect", "100-continue"))
                .in(timePasses(Duration.ofMillis(900)))
                .out()
                .in(timePasses(Duration.ofMillis(1_100)))
                .out("visitor: interim 100")
                .in(visitorSendsLast(5))
                .out("one: body 5 end")
                .in(originSendsInterim(100))
                .out()
                .in(originSendsInterim(103))
                .out("visitor: interim 103")
                .in(originAnswersWithoutBody(200))
                .out("visitor: head 200 end")
                .ends();
    }

    @Test
    void whoeverHoldsItsBodyBackIsToldOnceWhereTheOriginSaysSo() {
        asked(post("expect", "100-continue"))
                .in(originSendsInterim(100))
                .out("visitor: interim 100")
                .in(timePasses(Duration.ofSeconds(2)))
                .out()
                .in(visitorSendsLast(5))
                .out("one: body 5 end")
                .in(timePasses(Duration.ofMinutes(11)))
                .out("one: cancel", "visitor: fail ResponseTimedOut[]")
                .ends();
    }

    @Test
    void whoeverDoesNotHoldItsBodyBackIsNotTold() {
        asked(post("expect", "100-continue"))
                .in(visitorSends(5))
                .out("one: body 5")
                .in(timePasses(Duration.ofSeconds(2)))
                .out()
                .in(visitorSendsLast(5))
                .out("one: body 5 end")
                .in(originAnswersWithoutBody(200))
                .out("visitor: head 200 end")
                .ends();
    }

    @Test
    void aRefusedExpectationIsNotMet() {
        asked(post("expect", "100-continue"))
                .in(originAnswersWithoutBody(417))
                .out("visitor: head 417 end", "one: cancel")
                .ends();
    }

    @Test
    void aStormOfInterimResponsesIsCut() {
        Playbook play = asked(get());
        for (int i = 0; i < 32; i++) {
            play.in(originSendsInterim(103)).out("visitor: interim 103");
        }
        play.in(originSendsInterim(103))
                .out("one: cancel", "visitor: fail OriginFailed[code=LOCAL_PROTOCOL]")
                .ends();
    }

    @Test
    void anEarlyAnswerStopsTheRequest() {
        asked(post())
                .in(visitorSends(5))
                .out("one: body 5")
                .in(originAnswers(413))
                .out("visitor: head 413")
                .in(originSendsLast(2))
                .out("visitor: body 2 end", "one: cancel")
                .ends();
    }

    @Test
    void anEarlyAnswerWithoutBodyStopsTheRequest() {
        asked(post())
                .in(originAnswersWithoutBody(401))
                .out("visitor: head 401 end", "one: cancel")
                .ends();
    }

    @Test
    void bytesThatAreTakenAfterTheEndAreGivenBackToo() {
        asked(get())
                .in(originAnswers(200))
                .out("visitor: head 200")
                .in(originSendsLast(5))
                .out("visitor: body 5 end")
                .in(visitorTook(5))
                .out("one: taken 5")
                .ends();
    }

    @Test
    void anAnswerThatHasEndedIsCutWhereItsVisitorIsTooSlow() {
        asked(get())
                .in(originAnswers(200))
                .out("visitor: head 200")
                .in(originSendsLast(5))
                .out("visitor: body 5 end")
                .in(streamEnds(StreamEnd.TOO_SLOW))
                .out("visitor: abort")
                .in(visitorTook(5))
                .out("one: taken 5")
                .ends();
    }

    @Test
    void bytesThatNobodyWantsAnyMoreAreGivenBack() {
        responding()
                .in(originSends(5))
                .out("visitor: body 5")
                .in(visitorLeaves())
                .out("one: cancel")
                .in(visitorTook(5))
                .out("one: taken 5")
                .in(originSends(7))
                .out("one: taken 7")
                .ends();
    }

    // The visitor leaves.

    @Test
    void visitorLeavesWhileSeeking_nobodyIsAskedLater() {
        waiting(post())
                .in(visitorSends(5))
                .out()
                .in(visitorLeaves())
                .out()
                .in(Playbook.linkHasRoom("one"))
                .out()
                .ends();
    }

    @Test
    void visitorLeavesBeforeTheAnswer_theStreamIsCancelled() {
        asked(get()).in(visitorLeaves()).out("one: cancel").ends();
    }

    @Test
    void visitorLeavesDuringTheAnswer_theStreamIsCancelled() {
        responding()
                .in(originSends(5))
                .out("visitor: body 5")
                .in(visitorLeaves())
                .out("one: cancel")
                .ends();
    }

    @Test
    void visitorFailsBeforeTheAnswer_itIsToldWhy() {
        asked(post())
                .in(visitorFails(new ExchangeFailure.BadRequest(408, "slow")))
                .out("one: cancel", "visitor: fail BadRequest[status=408, detail=slow]")
                .ends();
    }

    @Test
    void visitorFailsDuringTheAnswer_theAnswerIsAborted() {
        asked(post())
                .in(originAnswers(200))
                .out("visitor: head 200")
                .in(visitorFails(new ExchangeFailure.BadRequest(400, "bad chunk")))
                .out("one: cancel", "visitor: abort")
                .ends();
    }

    // The link or its stream ends.

    @Test
    void linkLostBeforeTheAnswer_theOutcomeIsUnknown() {
        asked(get())
                .in(streamEnds(StreamEnd.LINK_LOST))
                .out("visitor: fail LinkLost[requestWritten=true]")
                .ends();
    }

    @ParameterizedTest
    @EnumSource
    void anyEndOfTheStreamDuringTheAnswerAbortsIt(StreamEnd end) {
        responding()
                .in(originSends(5))
                .out("visitor: body 5")
                .in(streamEnds(end))
                .out("visitor: abort")
                .ends();
    }

    @ParameterizedTest
    @EnumSource(names = {"BROKEN", "TOO_SLOW"})
    void aBrokenStreamBeforeTheAnswerIsTheOriginsFault(StreamEnd end) {
        asked(get())
                .in(streamEnds(end))
                .out("visitor: fail OriginFailed[code=LOCAL_PROTOCOL]")
                .ends();
    }

    @ParameterizedTest
    @CsvSource({
        "local-refused, OriginFailed[code=LOCAL_REFUSED]",
        "local-dns, OriginFailed[code=LOCAL_DNS]",
        "local-tls, OriginFailed[code=LOCAL_TLS]",
        "local-protocol, OriginFailed[code=LOCAL_PROTOCOL]",
        "local-timeout, ResponseTimedOut[]",
        "busy, Busy[]",
        "too-large, BodyTooLarge[limitBytes=1000]",
        "bad-request, 'BadRequest[status=400, detail=The request can''t be passed on as HTTP/1.1.]'",
    })
    void theAgentsOwnErrorBecomesOurs(String code, String failure) {
        asked(get())
                .in(originAnswersWithoutBody(502, "terratunnel-error", code))
                .out("visitor: fail " + failure)
                .ends();
        asked(get())
                .in(originAnswers(502, "terratunnel-error", code))
                .out("one: cancel", "visitor: fail " + failure)
                .ends();
    }

    /// Only the edge may say these: an answer that claims one is an ordinary answer.
    @ParameterizedTest
    @ValueSource(strings = {"tunnel-not-found", "internal", "draining", "loop", "no-such-code", ""})
    void anAgentCannotClaimTheEdgesErrors(String code) {
        asked(get())
                .in(originAnswersWithoutBody(502, "terratunnel-error", code))
                .out("visitor: head 502 end")
                .ends();
    }

    // Time passes.

    @Test
    void noAnswerInTime_theVisitorIsTold() {
        asked(get())
                .in(timePasses(Duration.ofSeconds(599)))
                .out()
                .in(timePasses(Duration.ofSeconds(600)))
                .out("one: cancel", "visitor: fail ResponseTimedOut[]")
                .ends();
    }

    @Test
    void aSilentAnswerIsAborted() {
        responding()
                .in(timePasses(Duration.ofMinutes(59)))
                .out()
                .in(timePasses(Duration.ofMinutes(60)))
                .out("one: cancel", "visitor: abort")
                .ends();
    }

    // WebSockets.

    private static Playbook upgraded() {
        return asked(webSocket()).in(originAnswers(200)).out("visitor: head 200");
    }

    @Test
    void aWebSocketCarriesMoreThanAnyBodyLimit() {
        upgraded()
                .in(visitorSends(5_000))
                .out("one: body 5000")
                .in(originSends(5_000))
                .out("visitor: body 5000")
                .in(visitorLeaves())
                .out("one: cancel")
                .ends();
    }

    @Test
    void theVisitorMayEndItsHalfFirst() {
        upgraded()
                .in(visitorSendsLast(0))
                .out("one: body 0 end")
                .goesOn()
                .in(originSends(4))
                .out("visitor: body 4")
                .in(originSendsLast(0))
                .out("visitor: body 0 end")
                .ends();
    }

    @Test
    void theOriginMayEndItsHalfFirst() {
        upgraded()
                .in(originSendsLast(0))
                .out("visitor: body 0 end")
                .goesOn()
                .in(visitorSends(4))
                .out("one: body 4")
                .in(visitorSendsLast(0))
                .out("one: body 0 end")
                .ends();
    }

    @Test
    void linkLostAfterTheOriginsHalf_theVisitorIsCutOff() {
        upgraded()
                .in(originSendsLast(0))
                .out("visitor: body 0 end")
                .in(streamEnds(StreamEnd.LINK_LOST))
                .out("visitor: abort")
                .ends();
    }

    @Test
    void aRefusedUpgradeIsAnOrdinaryAnswer() {
        asked(webSocket())
                .in(originAnswers(403))
                .out("visitor: head 403")
                .in(originSendsLast(9))
                .out("visitor: body 9 end", "one: cancel")
                .ends();
    }
}
