package io.terrateam.terratunnel.cli.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LogWriterTest {
    private final LoggerContext context = new LoggerContext();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);
    private final List<String> written = new CopyOnWriteArrayList<>();
    private LogWriter writer;

    @BeforeEach
    void start() {
        context.setMDCAdapter(new LogbackMDCAdapter());
        Slow slow = new Slow();
        slow.setContext(context);
        slow.start();
        writer = new LogWriter(slow);
        writer.setContext(context);
        writer.start();
    }

    @Test
    void whoeverLogsDoesNotWaitAndNothingIsLostUntilItIsFull() throws InterruptedException {
        writer.doAppend(line("first"));
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < LogWriter.CAPACITY + 5; i++) {
            writer.doAppend(line("line " + i));
        }

        gate.countDown();
        writer.flush();

        assertThat(written)
                .hasSize(1 + LogWriter.CAPACITY + 1)
                .contains("line 0", "line " + (LogWriter.CAPACITY - 1))
                .doesNotContain("line " + LogWriter.CAPACITY)
                .anyMatch(text -> text.endsWith("lines lost 5"));
    }

    @Test
    void flushingWaitsForWhatWasLogged() {
        gate.countDown();
        for (int i = 0; i < 100; i++) {
            writer.doAppend(line("line " + i));
        }

        writer.flush();

        assertThat(written).hasSize(100);
        assertThat(written.getLast()).isEqualTo("line 99");
    }

    private LoggingEvent line(String text) {
        return new LoggingEvent("x", context.getLogger("test"), Level.INFO, text, null, null);
    }

    private final class Slow extends AppenderBase<ILoggingEvent> {
        @Override
        protected void append(ILoggingEvent event) {
            written.add(event.getFormattedMessage());
            begun.countDown();
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
