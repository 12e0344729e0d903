package io.terrateam.terratunnel.edge.listen;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.AbstractEventExecutorGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.terrateam.terratunnel.edge.visitor.ArrivalForecast;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;

/// Event loops as accepted connections are given to them: to the one where they will probably be
/// needed, or else to each in turn.
///
/// Thread: any. Owns: nothing; the loops belong to whoever made them.
final class ArrivalLoops extends AbstractEventExecutorGroup implements EventLoopGroup {

    private final EventLoopGroup loops;
    private final ArrivalForecast forecast;

    ArrivalLoops(EventLoopGroup loops, ArrivalForecast forecast) {
        this.loops = loops;
        this.forecast = forecast;
    }

    @Override
    public EventLoop next() {
        EventLoop likely = forecast.likely();
        return likely == null ? loops.next() : likely;
    }

    @Override
    public ChannelFuture register(Channel channel) {
        return next().register(channel);
    }

    @Override
    public ChannelFuture register(ChannelPromise promise) {
        return next().register(promise);
    }

    @Override
    @Deprecated
    public ChannelFuture register(Channel channel, ChannelPromise promise) {
        return next().register(channel, promise);
    }

    @Override
    public Iterator<EventExecutor> iterator() {
        return loops.iterator();
    }

    @Override
    public boolean isShuttingDown() {
        return loops.isShuttingDown();
    }

    @Override
    public boolean isShutdown() {
        return loops.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return loops.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return loops.awaitTermination(timeout, unit);
    }

    @Override
    public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
        return loops.shutdownGracefully(quietPeriod, timeout, unit);
    }

    @Override
    public Future<?> terminationFuture() {
        return loops.terminationFuture();
    }

    @Override
    @Deprecated
    public void shutdown() {
        loops.shutdown();
    }
}
