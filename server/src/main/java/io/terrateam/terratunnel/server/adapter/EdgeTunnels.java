package io.terrateam.terratunnel.server.adapter;

import io.terrateam.terratunnel.control.live.LiveConnection;
import io.terrateam.terratunnel.control.live.LiveTunnels;
import io.terrateam.terratunnel.control.live.TunnelUse;
import io.terrateam.terratunnel.edge.Edge;
import io.terrateam.terratunnel.edge.directory.RecentExchange;
import io.terrateam.terratunnel.edge.directory.TunnelActivity;
import io.terrateam.terratunnel.edge.link.LiveLink;
import io.terrateam.terratunnel.edge.spi.LinkVerdict;
import io.terrateam.terratunnel.protocol.TunnelName;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the control plane which tunnels are connected to the edge.
///
/// Thread: any but event loops; waits for the loops to answer, [#PATIENCE_MILLIS] at most.
public final class EdgeTunnels implements LiveTunnels {
    private static final Logger LOG = LoggerFactory.getLogger(EdgeTunnels.class);
    private static final long PATIENCE_MILLIS = 2_000;

    private final AtomicReference<Edge> edge = new AtomicReference<>();

    /// The edge is there: until then nothing is connected.
    public void watch(Edge started) {
        edge.set(started);
    }

    @Override
    public List<LiveConnection> connections() {
        Edge running = edge.get();
        return running == null
                ? List.of()
                : running.liveLinks().stream()
                        .sorted(Comparator.comparing(LiveLink::since).reversed())
                        .map(EdgeTunnels::connection)
                        .toList();
    }

    private static LiveConnection connection(LiveLink link) {
        return new LiveConnection(
                link.id(),
                link.tunnel().value(),
                link.holder() instanceof LinkVerdict.Holder.Anonymous,
                link.since(),
                link.from().peer().getHostAddress(),
                link.from().localEndpoint(),
                link.from().userAgent(),
                link.version());
    }

    @Override
    public Map<String, TunnelUse> use(Collection<String> tunnels) {
        Edge running = edge.get();
        List<TunnelName> names =
                tunnels.stream()
                        .map(name -> TunnelName.parse(name.toLowerCase(Locale.ROOT)))
                        .flatMap(Optional::stream)
                        .distinct()
                        .toList();
        return running == null || names.isEmpty()
                ? Map.of()
                : await(running.activity(names)).stream()
                        .collect(
                                Collectors.toMap(
                                        activity -> activity.tunnel().value(), EdgeTunnels::use));
    }

    private static List<TunnelActivity> await(CompletionStage<List<TunnelActivity>> answer) {
        try {
            return answer.toCompletableFuture().get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("the edge does not tell what its tunnels are used for", e);
            return List.of();
        }
    }

    private static TunnelUse use(TunnelActivity activity) {
        return new TunnelUse(
                activity.exchanges(),
                activity.failures(),
                activity.open(),
                activity.recent().stream().map(EdgeTunnels::request).toList());
    }

    private static TunnelUse.Request request(RecentExchange exchange) {
        return new TunnelUse.Request(
                exchange.endedAt(),
                exchange.method(),
                exchange.path(),
                exchange.status(),
                exchange.failure(),
                exchange.lasted());
    }
}
