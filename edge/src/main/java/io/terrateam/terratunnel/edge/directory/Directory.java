package io.terrateam.terratunnel.edge.directory;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.terrateam.terratunnel.edge.config.EdgeConfig;
import io.terrateam.terratunnel.edge.link.Link;
import io.terrateam.terratunnel.edge.link.LinkHome;
import io.terrateam.terratunnel.protocol.TunnelName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/// The tunnels that are live, or were until lately.
///
/// A tunnel that nobody serves any more is remembered for an hour, so that its visitors are told
/// `client-offline` instead of `tunnel-not-found`.
///
/// Thread: thread-safe; what happens to a tunnel happens on its loop.
public final class Directory implements LinkHome {

    private static final Duration REMEMBERED = Duration.ofHours(1);

    private final ConcurrentMap<String, Tunnel> tunnels = new ConcurrentHashMap<>();
    private final EventLoopGroup loops;
    private final EdgeConfig config;

    /// An empty directory whose tunnels are spread over `loops`.
    public Directory(EventLoopGroup loops, EdgeConfig config) {
        this.loops = loops;
        this.config = config;
        loops.next().scheduleWithFixedDelay(this::forgetOld, 1, 1, TimeUnit.MINUTES);
    }

    /// The tunnel of this label, live or lately so.
    public Optional<Tunnel> find(String label) {
        Tunnel tunnel = tunnels.get(label);
        return tunnel == null || tunnel.isRetired() ? Optional.empty() : Optional.of(tunnel);
    }

    /// How many tunnels are served now.
    public int servedTunnels() {
        int served = 0;
        for (Tunnel tunnel : tunnels.values()) {
            served += tunnel.isServed() ? 1 : 0;
        }
        return served;
    }

    /// Calls `action` for every link, each on its own loop.
    public void forEachLink(BiConsumer<Tunnel, Link> action) {
        Collection<Tunnel> all = tunnels.values();
        for (Tunnel tunnel : all) {
            tunnel.loop()
                    .execute(() -> tunnel.links().forEach(link -> action.accept(tunnel, link)));
        }
    }

    /// What these tunnels were used for, as far as they are known; completes on an event loop.
    public CompletionStage<List<TunnelActivity>> activity(Collection<TunnelName> names) {
        Map<EventLoop, List<Tunnel>> byLoop = new HashMap<>();
        for (TunnelName name : names) {
            Tunnel tunnel = tunnels.get(name.value());
            if (tunnel != null) {
                byLoop.computeIfAbsent(tunnel.loop(), loop -> new ArrayList<>()).add(tunnel);
            }
        }
        CompletableFuture<List<TunnelActivity>> all = CompletableFuture.completedFuture(List.of());
        for (Map.Entry<EventLoop, List<Tunnel>> some : byLoop.entrySet()) {
            all =
                    all.thenCombine(
                            CompletableFuture.supplyAsync(
                                    () -> some.getValue().stream().map(Tunnel::activity).toList(),
                                    some.getKey()),
                            Directory::joined);
        }
        return all;
    }

    private static List<TunnelActivity> joined(List<TunnelActivity> a, List<TunnelActivity> b) {
        return Stream.concat(a.stream(), b.stream()).toList();
    }

    @Override
    public EventLoop loopOf(TunnelName name) {
        return tunnels.compute(
                        name.value(),
                        (label, known) -> {
                            Tunnel tunnel = known == null ? newTunnel(name) : known;
                            tunnel.expectLink();
                            return tunnel;
                        })
                .loop();
    }

    @Override
    public boolean isServed(TunnelName name) {
        Tunnel tunnel = tunnels.get(name.value());
        return tunnel != null && tunnel.isServed();
    }

    @Override
    public void joined(TunnelName name, Link link) {
        of(name).join(link);
    }

    @Override
    public void left(TunnelName name, Link link) {
        Tunnel tunnel = tunnels.get(name.value());
        if (tunnel != null) {
            tunnel.leave(link);
        }
    }

    @Override
    public void retired(TunnelName name) {
        Tunnel tunnel = tunnels.get(name.value());
        if (tunnel != null) {
            tunnel.retire();
        }
    }

    @Override
    public void roomOn(TunnelName name) {
        Tunnel tunnel = tunnels.get(name.value());
        if (tunnel != null) {
            tunnel.serveWaiting();
        }
    }

    private Tunnel of(TunnelName name) {
        return tunnels.computeIfAbsent(name.value(), label -> newTunnel(name));
    }

    private Tunnel newTunnel(TunnelName name) {
        return new Tunnel(name, loops.next(), config);
    }

    private void forgetOld() {
        for (Tunnel tunnel : tunnels.values()) {
            tunnel.loop()
                    .execute(() ->
                            tunnels.computeIfPresent(
                                    tunnel.name().value(),
                                    (label, known) ->
                                            known.isForgettable(REMEMBERED.toNanos())
                                                    ? null
                                                    : known));
        }
    }
}
