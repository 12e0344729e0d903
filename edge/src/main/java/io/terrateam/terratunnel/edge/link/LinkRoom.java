package io.terrateam.terratunnel.edge.link;

import io.netty.channel.Channel;
import io.terrateam.terratunnel.edge.spi.LinkVerdict;
import io.terrateam.terratunnel.protocol.link.LinkHandshake;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// The links that are open, or about to be, of all tunnels.
///
/// Thread: any. Limits: so many links; none once it drains.
public final class LinkRoom {

    private final Set<LinkLife> links = ConcurrentHashMap.newKeySet();
    private final Semaphore room;
    private volatile boolean draining;

    /// @param limit how many links at once
    public LinkRoom(int limit) {
        this.room = new Semaphore(limit);
    }

    /// Whether no link gets in now.
    public boolean isFull() {
        return draining || room.availablePermits() == 0;
    }

    /// Whether the server is about to end.
    public boolean isDraining() {
        return draining;
    }

    /// Lets a link in until its channel closes, unless there is no room.
    public boolean enter(LinkLife life, Channel channel) {
        if (draining || !room.tryAcquire()) {
            return false;
        }
        links.add(life);
        channel.closeFuture()
                .addListener(closed -> {
                    links.remove(life);
                    room.release();
                });
        if (draining) {
            life.drainSoon(LinkHandshake.GOAWAY_DRAINING); // drain() may have looked before
        }
        return true;
    }

    /// Lets no more links in, and has those drain that are.
    public void drain() {
        draining = true;
        links.forEach(life -> life.drainSoon(LinkHandshake.GOAWAY_DRAINING));
    }

    /// Whom the links belong to.
    public Set<LinkVerdict.Holder> holders() {
        return links.stream().map(LinkLife::holder).collect(Collectors.toSet());
    }

    /// The links that serve their tunnels now.
    public List<LiveLink> live() {
        return links.stream().map(LinkLife::live).filter(Objects::nonNull).toList();
    }

    /// Ends the links of these holders, each on its loop.
    ///
    /// @param reason what the agent is told, at most 123 bytes
    /// @param retires whether their tunnels end too: no visitor waits for the next link
    public void close(Predicate<LinkVerdict.Holder> of, String reason, boolean retires) {
        links.stream()
                .filter(life -> of.test(life.holder()))
                .forEach(life -> life.endSoon(reason, retires));
    }
}
