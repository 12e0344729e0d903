package io.terrateam.terratunnel.agent;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import io.terrateam.terratunnel.agent.link.Backoff;
import io.terrateam.terratunnel.agent.link.DialOutcome;
import io.terrateam.terratunnel.agent.link.Link;
import io.terrateam.terratunnel.agent.link.LinkDialer;
import io.terrateam.terratunnel.agent.link.PublicProbe;
import io.terrateam.terratunnel.agent.link.SleepDetector;
import io.terrateam.terratunnel.protocol.link.LinkHandshake;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Keeps one link up: dials, dials again, and knows when to stop.
///
/// A link that its server wants to end (GOAWAY) finishes beside the next one; at most one is
/// current.
///
/// Thread: the loop. Limits: one dial at a time.
final class LinkKeeper implements Link.Listener {

    /// What a keeper works with.
    ///
    /// @param waits how long to wait between dials
    /// @param sleep notices that the machine slept
    record Tools(
            EventLoop loop,
            LinkDialer dialer,
            PublicProbe probe,
            Backoff waits,
            SleepDetector sleep) {}

    private static final Duration AFTER_SLEEP_LIMIT = Duration.ofSeconds(2);
    private static final int GOING_AWAY = 1001;

    private final AgentConfig config;
    private final AgentEvents events;
    private final Tools tools;
    private final CompletableFuture<AgentEnd> ended;
    private final Set<Link> links = new LinkedHashSet<>();

    private @Nullable Link current;
    private @Nullable String resume;
    private @Nullable AgentEnd stopping;
    private @Nullable ScheduledFuture<?> nextDial;
    private @Nullable ScheduledFuture<?> sleepTimer;
    private boolean dialling;

    LinkKeeper(
            AgentConfig config,
            AgentEvents events,
            Tools tools,
            CompletableFuture<AgentEnd> ended) {
        this.config = config;
        this.events = events;
        this.tools = tools;
        this.ended = ended;
    }

    void start() {
        long periodNanos = SleepDetector.PERIOD.toNanos();
        sleepTimer =
                tools.loop()
                        .scheduleWithFixedDelay(
                                this::lookForSleep, periodNanos, periodNanos, TimeUnit.NANOSECONDS);
        dial();
    }

    private void lookForSleep() {
        if (!tools.sleep().tick()) {
            return;
        }
        for (Link link : links) {
            link.probeNow(AFTER_SLEEP_LIMIT);
        }
        if (nextDial != null && nextDial.cancel(false)) {
            dial();
        }
    }

    private void dial() {
        nextDial = null;
        if (stopping != null || dialling) {
            return;
        }
        dialling = true;
        events.connecting(config.serverUrl().toString());
        Future<DialOutcome> outcome = tools.dialer().dial(resume, this);
        outcome.addListener(done -> dialled(outcome.getNow()));
    }

    private void dialled(DialOutcome outcome) {
        dialling = false;
        switch (outcome) {
            case DialOutcome.Opened(Link link) -> opened(link);
            case DialOutcome.KeyRefused(String advice) -> stop(new AgentEnd.KeyRefused(advice));
            case DialOutcome.VersionRefused(String advice) ->
                    stop(new AgentEnd.VersionRefused(advice));
            case DialOutcome.Failed(String problem, Duration retryAfter) ->
                    failed(problem, retryAfter);
        }
    }

    private void opened(Link link) {
        links.add(link);
        if (stopping != null) {
            tools.loop().execute(() -> link.close(GOING_AWAY, "agent ends"));
            return;
        }
        current = link;
        if (link.resume() != null) {
            resume = link.resume();
        }
        events.connected(link.publicUrl(), link.id(), link.version());
        Future<String> probed = tools.probe().ask(link.publicUrl());
        probed.addListener(done -> probed(link, probed.getNow()));
    }

    private void probed(Link link, String problem) {
        if (link != current || stopping != null) {
            return;
        }
        if (problem.isEmpty()) {
            events.ready(link.publicUrl());
        } else {
            events.probeFailed(link.publicUrl(), problem);
        }
    }

    private void failed(String problem, Duration retryAfter) {
        if (stopping == null) {
            waitAndDial(problem, tools.waits().failed(retryAfter));
        }
    }

    private void waitAndDial(String problem, Duration wait) {
        int failures = tools.waits().failuresInARow();
        if (config.maxConnectTries() > 0 && failures >= config.maxConnectTries()) {
            stop(new AgentEnd.Unreachable(problem));
            return;
        }
        events.disconnected(problem, wait, failures);
        nextDial = tools.loop().schedule(this::dial, wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void goneAway(Link link, String reason) {
        boolean replaced = reason.equals(LinkHandshake.GOAWAY_REPLACED) && !config.pool();
        if (replaced && link == current) {
            stop(
                    new AgentEnd.Replaced(
                            "another client took the tunnel over; run this one with another key or name, or all of"
                                    + " them with --pool"));
            return;
        }
        if (link == current) {
            current = null;
            if (stopping == null) {
                waitAndDial(
                        reason.isEmpty()
                                ? "the server asked for a new link"
                                : "the server says: " + reason,
                        tools.waits().lost(link.upFor()));
            }
        }
        link.finish();
    }

    @Override
    public void closed(Link link, String reason) {
        links.remove(link);
        if (stopping != null) {
            endIfDone();
        } else if (link == current) {
            current = null;
            waitAndDial(reason, tools.waits().lost(link.upFor()));
        }
    }

    /// Finishes what runs, then ends as `end`.
    void stop(AgentEnd end) {
        if (stopping != null) {
            return;
        }
        stopping = end;
        current = null;
        if (nextDial != null) {
            nextDial.cancel(false);
        }
        if (sleepTimer != null) {
            sleepTimer.cancel(false);
        }
        for (Link link : List.copyOf(links)) {
            link.drain();
        }
        tools.loop()
                .schedule(this::closeAll, config.drainTimeout().toNanos(), TimeUnit.NANOSECONDS);
        endIfDone();
    }

    /// Ends without waiting for anything.
    void closeNow() {
        stop(new AgentEnd.Drained());
        closeAll();
    }

    private void closeAll() {
        for (Link link : List.copyOf(links)) {
            link.closeNow();
        }
        links.clear();
        endIfDone();
    }

    private void endIfDone() {
        if (stopping != null && links.isEmpty()) {
            ended.complete(stopping);
        }
    }
}
