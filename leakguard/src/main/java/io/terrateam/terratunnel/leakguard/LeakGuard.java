package io.terrateam.terratunnel.leakguard;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/// Fails a test class in which Netty buffers leaked, and the whole run for those found only at its
/// end.
///
/// JUnit finds it by itself (`META-INF/services`, `junit-platform.properties`). A buffer that
/// something still refers to when its class ends is found later, under the name of a later class or
/// of the run; its text names the place where it was used in any case.
public final class LeakGuard implements BeforeAllCallback, AfterAllCallback {
    private static final LeakRecorder RECORDER = LeakRecorder.install();
    private static final Namespace NAMESPACE = Namespace.create(LeakGuard.class);

    /// Created by JUnit, before the first test class is initialised.
    public LeakGuard() {}

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(EndOfRun.class, key -> new EndOfRun());
    }

    @Override
    public void afterAll(ExtensionContext context) {
        boolean isTopLevel = context.getParent().equals(Optional.of(context.getRoot()));
        if (isTopLevel) {
            failOnLeaks("in " + context.getRequiredTestClass().getSimpleName() + " or before");
        }
    }

    private static void failOnLeaks(String when) {
        List<String> leaks = RECORDER.drain();
        if (!leaks.isEmpty()) {
            throw new AssertionError(
                    "%d leaked %s:%n%s".formatted(leaks.size(), when, String.join("\n", leaks)));
        }
    }

    /// What JUnit closes when every test has ended.
    private static final class EndOfRun implements AutoCloseable {
        @Override
        public void close() {
            failOnLeaks("in this run");
        }
    }
}
