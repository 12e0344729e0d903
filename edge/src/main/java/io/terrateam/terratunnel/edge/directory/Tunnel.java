package io.terrateam.terratunnel.edge.directory;

import io.netty.channel.EventLoop;
import io.terrateam.terratunnel.edge.config.EdgeConfig;
import io.terrateam.terratunnel.edge.link.Link;
import io.terrateam.terratunnel.edge.link.RequestHead;
import io.terrateam.terratunnel.protocol.TunnelName;
import io.terrateam.terratunnel.protocol.link.LinkHandshake;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A public name, the links that serve it and the exchanges that wait for one.
///
/// Thread: its loop, on which all its links and exchanges live; only [#loop], [#name], [#isServed]
/// and [#isRetired] may be asked from elsewhere. Limits: `heldPerTunnel` exchanges wait for a link
/// that comes back or for room on a full one; beyond that they are answered 503 at once.
public final class Tunnel {

    private final TunnelName name;
    private final EventLoop loop;
    private final EdgeConfig config;

    private final List<Link> links = new ArrayList<>(1);
    private final ArrayDeque<LinkSeeker> waiting = new ArrayDeque<>(0);
    private final ActivityRing activity = new ActivityRing();
    private volatile boolean served;
    private volatile boolean retired;
    private boolean everServed;
    private long lastLinkLeftNanos = System.nanoTime();
    private volatile long linkExpectedNanos = System.nanoTime();
    private int exchanges;

    Tunnel(TunnelName name, EventLoop loop, EdgeConfig config) {
        this.name = name;
        this.loop = loop;
        this.config = config;
    }

    /// The name it is served under.
    public TunnelName name() {
        return name;
    }

    /// The loop that everything of this tunnel lives on.
    public EventLoop loop() {
        return loop;
    }

    /// Whether some link serves it now. Any thread.
    public boolean isServed() {
        return served;
    }

    /// Whether its owner or an admin ended it: whoever asks for its name is told what the database
    /// says, until a link serves it again. Any thread.
    boolean isRetired() {
        return retired;
    }

    /// Counts an exchange in, unless there are too many.
    public boolean admit() {
        if (exchanges >= config.counts().exchangesPerTunnel()) {
            return false;
        }
        exchanges++;
        return true;
    }

    /// Counts an exchange out.
    public void release() {
        exchanges--;
    }

    /// An exchange came to this end.
    ///
    /// @param status what its origin answered, or 0
    /// @param failure as in [RecentExchange]
    /// @param beganNanos when it began, by `System.nanoTime`
    public void ended(RequestHead head, int status, String failure, long beganNanos) {
        activity.ended(head, status, failure, beganNanos);
    }

    /// What it was used for.
    TunnelActivity activity() {
        return new TunnelActivity(
                name, activity.exchanges(), activity.failures(), exchanges, activity.recent());
    }

    /// Finds a link for an exchange: at once, or within the hold time, or not at all. Whoever waits
    /// and gives up calls [#forget].
    public void seek(LinkSeeker seeker) {
        Link link = roomiest();
        if (link != null) {
            seeker.linkFound(link);
        } else if (links.isEmpty() && !mayComeBack()) {
            seeker.noLink(LinkSeeker.Reason.OFFLINE);
        } else if (waiting.size() >= config.counts().heldPerTunnel()) {
            seeker.noLink(links.isEmpty() ? LinkSeeker.Reason.OFFLINE : LinkSeeker.Reason.BUSY);
        } else {
            waiting.add(seeker);
        }
    }

    /// Stops waiting. Returns why there was no link.
    public LinkSeeker.Reason forget(LinkSeeker seeker) {
        waiting.remove(seeker);
        return links.isEmpty() ? LinkSeeker.Reason.OFFLINE : LinkSeeker.Reason.BUSY;
    }

    /// A link is about to join, on this tunnel's loop: it must not be forgotten meanwhile, or the
    /// link would join another one of the same name, on another loop. Any thread.
    void expectLink() {
        linkExpectedNanos = System.nanoTime();
    }

    void join(Link link) {
        if (!link.pooled() || links.stream().anyMatch(other -> !other.pooled())) {
            List<Link> older = List.copyOf(links);
            links.clear();
            older.forEach(other -> other.drain(LinkHandshake.GOAWAY_REPLACED));
        }
        links.add(link);
        served = true;
        retired = false;
        everServed = true;
        serveWaiting();
    }

    void leave(Link link) {
        if (links.remove(link) && links.isEmpty()) {
            served = false;
            lastLinkLeftNanos = System.nanoTime();
        }
    }

    /// Nobody is to serve it for now: nothing waits for a link any more.
    void retire() {
        if (!links.isEmpty()) {
            return;
        }
        retired = true;
        everServed = false;
        while (!waiting.isEmpty()) {
            waiting.remove().noLink(LinkSeeker.Reason.OFFLINE);
        }
    }

    void serveWaiting() {
        while (!waiting.isEmpty()) {
            Link link = roomiest();
            if (link == null) {
                return;
            }
            waiting.remove().linkFound(link);
        }
    }

    /// All links, for whoever drains them.
    List<Link> links() {
        return List.copyOf(links);
    }

    private @Nullable Link roomiest() {
        Link best = null;
        for (int i = 0; i < links.size(); i++) {
            Link link = links.get(i);
            if (link.hasRoom() && (best == null || link.openStreams() < best.openStreams())) {
                best = link;
            }
        }
        return best;
    }

    private boolean mayComeBack() {
        return everServed
                && System.nanoTime() - lastLinkLeftNanos < config.times().hold().toNanos();
    }

    /// Whether nothing would be lost if the directory forgot this tunnel.
    boolean isForgettable(long keepNanos) {
        return links.isEmpty()
                && waiting.isEmpty()
                && exchanges == 0
                && System.nanoTime() - lastLinkLeftNanos > keepNanos
                && System.nanoTime() - linkExpectedNanos > keepNanos;
    }
}
