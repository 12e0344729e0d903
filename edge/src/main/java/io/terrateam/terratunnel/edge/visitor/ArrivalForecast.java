package io.terrateam.terratunnel.edge.visitor;

import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;

/// Guesses which event loop the next visitor connection will have to be on, so that it can begin
/// there and need not move: where one tunnel gets all the visitors, that of the last ones.
///
/// A wrong guess costs what no guess costs: the connection moves.
///
/// Thread: any. An update that is lost among several threads only makes the guess later.
public final class ArrivalForecast {

    private static final int SURE_AFTER = 32;

    private volatile @Nullable Streak streak;

    /// Exchanges one after the other with tunnels on the same loop.
    private record Streak(EventLoop loop, int length) {}

    /// An exchange begins with a tunnel on this loop.
    void exchangeOn(EventLoop loop) {
        Streak known = streak;
        if (known == null || known.loop != loop) {
            streak = new Streak(loop, 1);
        } else if (known.length < SURE_AFTER) {
            streak = new Streak(loop, known.length + 1);
        }
    }

    /// The loop of the last exchanges, or null where they were spread over several.
    public @Nullable EventLoop likely() {
        Streak known = streak;
        return known == null || known.length < SURE_AFTER ? null : known.loop;
    }
}
