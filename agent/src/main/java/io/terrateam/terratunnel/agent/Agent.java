package io.terrateam.terratunnel.agent;

import io.terrateam.terratunnel.agent.AgentConfig.HostHeader;
import io.terrateam.terratunnel.agent.forward.Forwarding;
import io.terrateam.terratunnel.agent.forward.HostMapping;
import io.terrateam.terratunnel.agent.forward.ProbeToken;
import io.terrateam.terratunnel.agent.link.Backoff;
import io.terrateam.terratunnel.agent.link.Connector;
import io.terrateam.terratunnel.agent.link.LinkDialer;
import io.terrateam.terratunnel.agent.link.LinkTerms;
import io.terrateam.terratunnel.agent.link.PublicProbe;
import io.terrateam.terratunnel.agent.link.SleepDetector;
import io.terrateam.terratunnel.agent.origin.OriginAddress;
import io.terrateam.terratunnel.agent.origin.OriginConnections;
import io.terrateam.terratunnel.agent.transport.Transport;
import java.security.SecureRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running agent: one tunnel to one local service.
///
/// This is where the agent's parts are put together.
///
/// Thread: safe to use from any; everything inside runs on one event loop. Owns: that loop, the
/// links, the connections to the origin, until it has [#ended].
public final class Agent {

    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);

    private final Transport transport;
    private final LinkKeeper keeper;
    private final CompletableFuture<AgentEnd> ended;

    private Agent(Transport transport, LinkKeeper keeper, CompletableFuture<AgentEnd> ended) {
        this.transport = transport;
        this.keeper = keeper;
        this.ended = ended;
    }

    /// Starts to dial; returns at once.
    ///
    /// Failure: `IllegalArgumentException` where a file or URL of `config` can't be used.
    public static Agent start(AgentConfig config, AgentEvents events) {
        return start(config, events, Transport.best(), Clock.SYSTEM);
    }

    /// Time, for tests to hold.
    interface Clock {
        /// The machine's clocks.
        Clock SYSTEM =
                new Clock() {
                    @Override
                    public long nanoTime() {
                        return System.nanoTime();
                    }

                    @Override
                    public long wallMillis() {
                        return System.currentTimeMillis();
                    }
                };

        long nanoTime();

        long wallMillis();
    }

    static Agent start(AgentConfig config, AgentEvents events, Transport transport, Clock clock) {
        try {
            return assemble(config, events, transport, clock);
        } catch (IllegalArgumentException unusable) {
            transport.close();
            throw unusable;
        }
    }

    private static Agent assemble(
            AgentConfig config, AgentEvents events, Transport transport, Clock clock) {
        RandomGenerator random = new SecureRandom();
        OriginConnections origin =
                OriginConnections.to(
                        config.origin(),
                        config.originTrust().insecure(),
                        config.originTrust().ca(),
                        transport,
                        clock::nanoTime,
                        events::originReachability);
        ProbeToken token = ProbeToken.random(random, config.pool());
        LinkTerms terms = terms(config);
        Forwarding forwarding =
                new Forwarding(
                        origin,
                        hosts(config.hostHeader(), config.origin()),
                        events.tap(),
                        token,
                        config.originTimeout().toNanos(),
                        config.limits().maxResponseBytes(),
                        clock::nanoTime,
                        random,
                        terms.digests());
        Connector connector = new Connector(transport, config.proxies(), config.trust());
        LinkKeeper.Tools tools =
                new LinkKeeper.Tools(
                        transport.loop(),
                        new LinkDialer(transport, connector, terms, forwarding, random),
                        new PublicProbe(transport, connector, token, terms.userAgent()),
                        new Backoff(random),
                        new SleepDetector(clock::nanoTime, clock::wallMillis));
        CompletableFuture<AgentEnd> ended = new CompletableFuture<>();
        LinkKeeper keeper = new LinkKeeper(config, events, tools, ended);
        ended.whenComplete((end, failure) -> {
            origin.closeAll();
            transport.close();
        });
        LOG.debug("agent starts transport={} tls=jdk origin={}", transport.kind(), config.origin());
        transport.loop().execute(keeper::start);
        return new Agent(transport, keeper, ended);
    }

    private static HostMapping hosts(HostHeader mode, OriginAddress origin) {
        return switch (mode) {
            case HostHeader.Visitor() -> HostMapping.visitors();
            case HostHeader.Rewrite() -> HostMapping.to(origin.authority(), origin.tls());
            case HostHeader.Fixed(String value) -> HostMapping.to(value, origin.tls());
        };
    }

    private static LinkTerms terms(AgentConfig config) {
        AgentConfig.ApiKey key = config.apiKey();
        return new LinkTerms(
                config.serverUrl(),
                key == null ? null : key.reveal(),
                config.origin().toString(),
                config.pool(),
                "terratunnel-client/" + config.version(),
                config.limits().maxConcurrentExchanges(),
                digests(config),
                config.linkVersions());
    }

    private static boolean digests(AgentConfig config) {
        return switch (config.bodyChecks()) {
            case ON -> true;
            case OFF -> false;
            case AUTO -> LinkTerms.isExposed(config.serverUrl());
        };
    }

    /// Completes, never exceptionally, when the agent has ended for good.
    public CompletionStage<AgentEnd> ended() {
        return ended.minimalCompletionStage();
    }

    /// Takes no new exchanges, finishes those that run within the drain time, then ends.
    public void drain() {
        onLoop(() -> keeper.stop(new AgentEnd.Drained()));
    }

    /// Ends at once, whatever runs.
    public void closeNow() {
        onLoop(keeper::closeNow);
    }

    private void onLoop(Runnable action) {
        if (!ended.isDone()) {
            transport.loop().execute(action);
        }
    }
}
