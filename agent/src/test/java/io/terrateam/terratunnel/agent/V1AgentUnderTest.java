package io.terrateam.terratunnel.agent;

import io.terrateam.terratunnel.agent.AgentConfig.AgentLimits;
import io.terrateam.terratunnel.agent.AgentConfig.OriginTrust;
import io.terrateam.terratunnel.agent.link.LinkVersions;
import io.terrateam.terratunnel.agent.link.ProxyRules;
import io.terrateam.terratunnel.agent.origin.OriginAddress;
import io.terrateam.terratunnel.agent.transport.Transport;
import io.terrateam.terratunnel.testkit.v1.V1Server;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One agent with a server of version 1 and an origin of the test's own, and a clock that the test
/// can set forward.
public final class V1AgentUnderTest implements AutoCloseable {

    private final V1Server server = V1Server.start();
    private final RawOrigin origin = new RawOrigin();
    private final RecordedEvents events = new RecordedEvents();
    private final AtomicLong aheadNanos = new AtomicLong();
    private final Agent agent;

    private V1AgentUnderTest(Setup setup) throws IOException {
        setup.script.accept(server);
        AgentConfig config =
                new AgentConfig(
                        URI.create("ws://127.0.0.1:" + server.port()),
                        OriginAddress.parse("http://127.0.0.1:" + origin.port()),
                        setup.key == null ? null : new AgentConfig.ApiKey(setup.key),
                        Optional.empty(),
                        false,
                        setup.maxConnectTries,
                        Duration.ofMinutes(10),
                        Duration.ofSeconds(5),
                        new AgentConfig.HostHeader.Visitor(),
                        new OriginTrust(false, Optional.empty()),
                        new AgentLimits(setup.maxResponseBytes, 100),
                        "0-test",
                        ProxyRules.NONE,
                        AgentConfig.BodyChecks.ON,
                        setup.versions);
        agent = Agent.start(config, events, Transport.nio(), new Ahead(aheadNanos));
    }

    private record Ahead(AtomicLong nanos) implements Agent.Clock {
        @Override
        public long nanoTime() {
            return System.nanoTime() + nanos.get();
        }

        @Override
        public long wallMillis() {
            return System.currentTimeMillis() + nanos.get() / 1_000_000;
        }
    }

    public V1Server server() {
        return server;
    }

    public RawOrigin origin() {
        return origin;
    }

    public RecordedEvents events() {
        return events;
    }

    public Agent agent() {
        return agent;
    }

    /// Sets the agent's clock forward.
    public void pass(Duration time) {
        aheadNanos.addAndGet(time.toNanos());
    }

    public AgentEnd end() throws Exception {
        return agent.ended().toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        agent.closeNow();
        agent.ended().toCompletableFuture().join();
        origin.close();
        server.close();
    }

    /// What differs from the usual.
    public static final class Setup {
        private @Nullable String key;
        private int maxConnectTries;
        private long maxResponseBytes;
        private LinkVersions versions = LinkVersions.AUTO;
        private Consumer<V1Server> script = server -> {};

        public Setup key(String text) {
            key = text;
            return this;
        }

        public Setup maxConnectTries(int tries) {
            maxConnectTries = tries;
            return this;
        }

        public Setup maxResponseBytes(long bytes) {
            maxResponseBytes = bytes;
            return this;
        }

        public Setup versions(LinkVersions allowed) {
            versions = allowed;
            return this;
        }

        public Setup server(Consumer<V1Server> own) {
            script = own;
            return this;
        }

        public V1AgentUnderTest start() throws IOException {
            return new V1AgentUnderTest(this);
        }
    }
}
