package io.terrateam.terratunnel.edge;

import io.netty.channel.EventLoopGroup;
import io.terrateam.terratunnel.edge.config.EdgeConfig;
import io.terrateam.terratunnel.edge.directory.Directory;
import io.terrateam.terratunnel.edge.directory.TunnelActivity;
import io.terrateam.terratunnel.edge.link.LinkAcceptor;
import io.terrateam.terratunnel.edge.link.LinkServices;
import io.terrateam.terratunnel.edge.link.LiveLink;
import io.terrateam.terratunnel.edge.link.v1.V1Door;
import io.terrateam.terratunnel.edge.listen.Listener;
import io.terrateam.terratunnel.edge.listen.Transport;
import io.terrateam.terratunnel.edge.spi.LinkAudit;
import io.terrateam.terratunnel.edge.spi.LinkAuthenticator;
import io.terrateam.terratunnel.edge.spi.LinkVerdict;
import io.terrateam.terratunnel.edge.spi.OwnHost;
import io.terrateam.terratunnel.edge.spi.ReservationLookup;
import io.terrateam.terratunnel.edge.visitor.VisitorServices;
import io.terrateam.terratunnel.protocol.TunnelName;
import io.terrateam.terratunnel.protocol.link.LinkHandshake;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server's data plane: visitors in, links in, exchanges between them.
///
/// Thread: any; what it starts runs on event loops. Owns: its sockets and event loops, until
/// [#close].
public final class Edge implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Edge.class);
    private static final long DRAIN_LOOK_MILLIS = 50;

    private final Transport transport;
    private final EventLoopGroup loops;
    private final Directory directory;
    private final LinkAcceptor links;
    private final VisitorServices services;
    private final Listener listener;

    private Edge(
            Transport transport,
            EventLoopGroup loops,
            Directory directory,
            LinkAcceptor links,
            VisitorServices services,
            Listener listener) {
        this.transport = transport;
        this.loops = loops;
        this.directory = directory;
        this.links = links;
        this.services = services;
        this.listener = listener;
    }

    /// Starts to listen; returns when the port is open.
    ///
    /// Failure: what `bind` throws, with nothing left running.
    public static Edge start(
            EdgeConfig config,
            LinkAuthenticator authenticator,
            ReservationLookup reservations,
            LinkAudit audit,
            OwnHost ownHost) {
        Transport transport = Transport.best();
        EventLoopGroup loops = transport.loops();
        Directory directory = new Directory(loops, config);
        LinkServices linkServices = LinkServices.of(config, authenticator, audit, directory);
        LinkAcceptor links = new LinkAcceptor(linkServices, new V1Door(linkServices));
        try {
            VisitorServices services =
                    new VisitorServices(config, directory, reservations, links, ownHost);
            Listener listener = Listener.bind(config, transport, loops, services);
            LOG.debug(
                    "edge listening port={} domain={} transport={}",
                    listener.port(),
                    config.domain(),
                    transport.name());
            return new Edge(transport, loops, directory, links, services, listener);
        } catch (Throwable failure) {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw failure;
        }
    }

    /// The port that is listened on.
    public int port() {
        return listener.port();
    }

    /// How it reads and writes sockets: the operating system's own way, or Java's.
    public String transport() {
        return transport.name();
    }

    /// Whom the links belong to that are open now, or about to be.
    public Set<LinkVerdict.Holder> linkHolders() {
        return links.room().holders();
    }

    /// Ends the links of these holders: no exchange begins on them any more, and 0.4 s later at the
    /// latest those that run are broken off.
    ///
    /// @param reason what whoever runs the agent is told, at most 123 bytes
    /// @param retires whether their tunnels end too: visitors don't wait for the next link, and
    ///   [ReservationLookup] says what they are told
    public void closeLinks(Predicate<LinkVerdict.Holder> of, String reason, boolean retires) {
        links.room().close(of, reason, retires);
    }

    /// The links that serve their tunnels now.
    public List<LiveLink> liveLinks() {
        return links.room().live();
    }

    /// What these tunnels were used for, those left out that nobody has served or asked for lately.
    /// Completes on an event loop.
    public CompletionStage<List<TunnelActivity>> activity(Collection<TunnelName> tunnels) {
        return directory.activity(tunnels);
    }

    /// Whether some link serves this tunnel now.
    public boolean isServed(TunnelName name) {
        return directory.isServed(name);
    }

    /// Stops accepting, tells agents and visitors, and completes when what was under way is done or
    /// `limit` is over.
    public CompletionStage<Void> drain(Duration limit) {
        services.drain();
        links.room().drain();
        directory.forEachLink((tunnel, link) -> link.drain(LinkHandshake.GOAWAY_DRAINING));
        listener.drain();
        CompletableFuture<Void> drained = new CompletableFuture<>();
        lookWhetherDrained(drained, System.nanoTime() + limit.toNanos());
        return drained;
    }

    private void lookWhetherDrained(CompletableFuture<Void> drained, long deadlineNanos) {
        if (listener.openConnections() == 0 || System.nanoTime() - deadlineNanos >= 0) {
            drained.complete(null);
        } else {
            loops.next()
                    .schedule(
                            () -> lookWhetherDrained(drained, deadlineNanos),
                            DRAIN_LOOK_MILLIS,
                            TimeUnit.MILLISECONDS);
        }
    }

    /// Ends everything at once.
    @Override
    public void close() {
        listener.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2_000);
    }
}
