package io.terrateam.terratunnel.edge.visitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ArrivalForecastTest {

    private final EventLoop one = new DefaultEventLoop();
    private final EventLoop other = new DefaultEventLoop();
    private final ArrivalForecast forecast = new ArrivalForecast();

    @AfterEach
    void end() {
        one.shutdownGracefully();
        other.shutdownGracefully();
    }

    @Test
    void nothingIsKnownAtFirst() {
        assertThat(forecast.likely()).isNull();
        exchanges(one, 5);
        assertThat(forecast.likely()).isNull();
    }

    @Test
    void whereAllGoTheNextOneGoes() {
        exchanges(one, 100);
        assertThat(forecast.likely()).isSameAs(one);
    }

    @Test
    void anotherLoopEndsTheCertaintyAndCanTakeOver() {
        exchanges(one, 100);
        exchanges(other, 1);
        assertThat(forecast.likely()).isNull();
        exchanges(other, 100);
        assertThat(forecast.likely()).isSameAs(other);
    }

    @Test
    void exchangesThatAreSpreadSayNothing() {
        for (int i = 0; i < 100; i++) {
            exchanges(i % 2 == 0 ? one : other, 1);
        }
        assertThat(forecast.likely()).isNull();
    }

    private void exchanges(EventLoop loop, int count) {
        for (int i = 0; i < count; i++) {
            forecast.exchangeOn(loop);
        }
    }
}
