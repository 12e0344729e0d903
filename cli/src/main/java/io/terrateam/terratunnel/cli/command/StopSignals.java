package io.terrateam.terratunnel.cli.command;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ctrl-C and SIGTERM: the first one asks for a clean end, the second one ends the process at once.
///
/// A shutdown hook can't do this, since the JVM ignores further signals once hooks run.
/// `sun.misc.Signal` (module `jdk.unsupported`, there to stay until something replaces it) can; it
/// is called by reflection because the compiler warns of it in a way that can't be suppressed, and
/// our build takes no warnings. Where it is missing, the JVM's own handling remains: the first
/// signal ends the process.
final class StopSignals {
    private static final Logger LOG = LoggerFactory.getLogger(StopSignals.class);
    private static final Map<String, Integer> NUMBERS = Map.of("INT", 2, "TERM", 15);
    private static final int SIGNAL_EXIT_BASE = 128;

    private final CompletableFuture<Void> first = new CompletableFuture<>();
    private final AtomicInteger count = new AtomicInteger();

    private StopSignals() {}

    /// Takes over both signals for the rest of the process's life.
    static StopSignals install() {
        StopSignals signals = new StopSignals();
        NUMBERS.keySet().forEach(signals::handle);
        return signals;
    }

    /// Completes at the first signal.
    CompletableFuture<Void> first() {
        return first;
    }

    private void received(String name) {
        if (count.incrementAndGet() == 1) {
            first.completeAsync(() -> null);
        } else {
            Runtime.getRuntime().halt(SIGNAL_EXIT_BASE + NUMBERS.getOrDefault(name, 0));
        }
    }

    private void handle(String name) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy =
                    Proxy.newProxyInstance(
                            handler.getClassLoader(),
                            new Class<?>[] {handler},
                            (self, method, arguments) -> {
                                if (method.getName().equals("handle")) {
                                    received(name);
                                }
                                return null;
                            });
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (InvocationTargetException e) {
            LOG.debug("signal {} can't be handled, cause {}", name, String.valueOf(e.getCause()));
        } catch (ReflectiveOperationException e) {
            LOG.debug("signals can't be handled, cause {}", e.toString());
        }
    }
}
