package io.terrateam.terratunnel.edge.visitor;

import io.netty.channel.EventLoop;
import io.terrateam.terratunnel.edge.config.EdgeConfig;
import io.terrateam.terratunnel.edge.config.TrustedProxies;
import io.terrateam.terratunnel.edge.directory.Directory;
import io.terrateam.terratunnel.edge.exchange.ExchangeFailure;
import io.terrateam.terratunnel.edge.link.LinkAcceptor;
import io.terrateam.terratunnel.edge.link.TimedAnswer;
import io.terrateam.terratunnel.edge.page.HealthPage;
import io.terrateam.terratunnel.edge.spi.OwnHost;
import io.terrateam.terratunnel.edge.spi.ReservationLookup;
import io.terrateam.terratunnel.protocol.TunnelName;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What every visitor connection of one edge shares.
///
/// Thread: any.
public final class VisitorServices {

    private static final Logger LOG = LoggerFactory.getLogger(VisitorServices.class);

    private final EdgeConfig config;
    private final ReservationLookup reservations;
    private final LinkAcceptor links;
    private final OwnHost ownHost;
    private final HeadPolicy policy;
    private final HostRouter router;
    private final HealthPage health;
    private final TrustedProxies proxies;
    private final ArrivalForecast forecast = new ArrivalForecast();
    private volatile boolean draining;

    /// Joins the parts.
    public VisitorServices(
            EdgeConfig config,
            Directory directory,
            ReservationLookup reservations,
            LinkAcceptor links,
            OwnHost ownHost) {
        this.config = config;
        this.reservations = reservations;
        this.links = links;
        this.ownHost = ownHost;
        this.policy = new HeadPolicy(config.sizes());
        this.router = new HostRouter(directory, config.domain());
        this.health = new HealthPage(directory::servedTunnels);
        this.proxies = new TrustedProxies(config.trustedProxies());
    }

    /// From now on new requests are answered 503 and connections end after their exchange.
    public void drain() {
        draining = true;
    }

    /// Whether an address is one of the trusted proxies.
    public boolean isTrustedProxy(InetSocketAddress address) {
        return proxies.contain(address);
    }

    /// Where connections should begin.
    public ArrivalForecast forecast() {
        return forecast;
    }

    boolean isDraining() {
        return draining;
    }

    EdgeConfig config() {
        return config;
    }

    LinkAcceptor links() {
        return links;
    }

    HeadPolicy policy() {
        return policy;
    }

    HostRouter router() {
        return router;
    }

    OwnHost ownHost() {
        return ownHost;
    }

    HealthPage health() {
        return health;
    }

    TrustedProxies proxies() {
        return proxies;
    }

    /// Finds out whether an unserved name belongs to somebody, and answers on `loop`.
    void explainUnserved(TunnelName name, EventLoop loop, Consumer<ExchangeFailure> answer) {
        TimedAnswer.await(
                reservations.isReserved(name),
                loop,
                config.times().hold(),
                (reserved, failure) -> {
                    if (failure instanceof TimeoutException) {
                        LOG.warn("a name was not looked up in time");
                    } else if (failure != null) {
                        LOG.error("reservation lookup failed", failure);
                    }
                    answer.accept(
                            failure != null || Boolean.TRUE.equals(reserved)
                                    ? new ExchangeFailure.TunnelOffline()
                                    : new ExchangeFailure.NoSuchTunnel());
                });
    }
}
