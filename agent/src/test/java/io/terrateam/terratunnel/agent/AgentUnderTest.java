package io.terrateam.terratunnel.agent;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.terrateam.terratunnel.agent.AgentConfig.AgentLimits;
import io.terrateam.terratunnel.agent.AgentConfig.HostHeader;
import io.terrateam.terratunnel.agent.AgentConfig.OriginTrust;
import io.terrateam.terratunnel.agent.link.LinkVersions;
import io.terrateam.terratunnel.agent.link.ProxyRules;
import io.terrateam.terratunnel.agent.origin.OriginAddress;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// One agent with an edge and an origin of the test's own.
public final class AgentUnderTest implements AutoCloseable {

    private final ScriptedEdge edge;
    private final RawOrigin origin;
    private final RecordedEvents events = new RecordedEvents();
    private final Agent agent;

    private AgentUnderTest(Setup setup) throws Exception {
        edge = new ScriptedEdge();
        origin = new RawOrigin();
        AgentConfig config =
                new AgentConfig(
                        URI.create(setup.serverUrl.replace("PORT", "" + edge.port())),
                        OriginAddress.parse(setup.originUrl.replace("PORT", "" + origin.port())),
                        null,
                        Optional.empty(),
                        false,
                        setup.maxConnectTries,
                        setup.originTimeout,
                        Duration.ofSeconds(5),
                        setup.hostHeader,
                        new OriginTrust(false, Optional.empty()),
                        new AgentLimits(setup.maxResponseBytes, setup.maxConcurrentExchanges),
                        "0-test",
                        setup.proxies,
                        AgentConfig.BodyChecks.ON,
                        setup.linkVersions);
        setup.edgeScript.accept(edge);
        agent = Agent.start(config, events);
    }

    /// Usual settings, and a link that is up.
    public static AgentUnderTest linked() throws Exception {
        return new Setup().start();
    }

    public ScriptedEdge edge() {
        return edge;
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

    public AgentEnd end() throws Exception {
        return agent.ended().toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    /// A visitor's GET as the edge sends it.
    public static Http2Headers get(String path) {
        return ask("GET", path);
    }

    public static Http2Headers ask(String method, String path) {
        return new DefaultHttp2Headers()
                .method(method)
                .scheme("https")
                .authority("test.example.org")
                .path(path);
    }

    @Override
    public void close() throws IOException {
        agent.closeNow();
        agent.ended().toCompletableFuture().join();
        origin.close();
        edge.close();
    }

    /// What differs from the usual.
    public static final class Setup {
        private String originUrl = "http://127.0.0.1:PORT";
        private String serverUrl = "ws://127.0.0.1:PORT";
        private ProxyRules proxies = ProxyRules.NONE;
        private Duration originTimeout = Duration.ofSeconds(10);
        private long maxResponseBytes;
        private int maxConnectTries;
        private int maxConcurrentExchanges = 100;
        private LinkVersions linkVersions = LinkVersions.AUTO;
        private HostHeader hostHeader = new HostHeader.Visitor();
        private java.util.function.Consumer<ScriptedEdge> edgeScript = edge -> {};

        public Setup originUrl(String url) {
            originUrl = url;
            return this;
        }

        public Setup serverUrl(String url) {
            serverUrl = url;
            return this;
        }

        public Setup proxies(ProxyRules rules) {
            proxies = rules;
            return this;
        }

        public Setup originTimeout(Duration limit) {
            originTimeout = limit;
            return this;
        }

        public Setup maxResponseBytes(long bytes) {
            maxResponseBytes = bytes;
            return this;
        }

        public Setup maxConnectTries(int tries) {
            maxConnectTries = tries;
            return this;
        }

        public Setup maxConcurrentExchanges(int exchanges) {
            maxConcurrentExchanges = exchanges;
            return this;
        }

        public Setup hostHeader(HostHeader mode) {
            hostHeader = mode;
            return this;
        }

        public Setup edge(java.util.function.Consumer<ScriptedEdge> script) {
            edgeScript = script;
            return this;
        }

        public AgentUnderTest start() throws Exception {
            return new AgentUnderTest(this);
        }
    }
}
