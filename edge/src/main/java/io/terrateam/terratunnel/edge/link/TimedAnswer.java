package io.terrateam.terratunnel.edge.link;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// An answer from outside the edge that an event loop waits for, but not for ever: whoever is asked
/// may depend on a database that hangs.
///
/// Thread: the loop. Failure: after the limit the failure is a `TimeoutException`; the asked stage
/// is completed with it, so that whoever works on it can see that nobody waits any more, and an
/// answer that comes later is lost.
public final class TimedAnswer {

    private TimedAnswer() {}

    /// Waits for `asked` and tells `heard` exactly once, on `loop`.
    public static <T> void await(
            CompletionStage<T> asked,
            EventLoop loop,
            Duration limit,
            BiConsumer<? super @Nullable T, ? super @Nullable Throwable> heard) {
        CompletableFuture<T> answer = asked.toCompletableFuture();
        if (answer.isDone()) {
            answer.whenComplete(
                    (value, failure) -> loop.execute(() -> heard.accept(value, failure)));
            return;
        }
        Future<?> giveUp =
                loop.schedule(
                        () -> answer.completeExceptionally(new TimeoutException()),
                        limit.toNanos(),
                        TimeUnit.NANOSECONDS);
        answer.whenComplete((value, failure) -> {
            giveUp.cancel(false);
            loop.execute(() -> heard.accept(value, failure));
        });
    }
}
