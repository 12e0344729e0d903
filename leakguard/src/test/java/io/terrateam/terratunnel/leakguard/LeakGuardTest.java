package io.terrateam.terratunnel.leakguard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;

class LeakGuardTest {
    @Test
    void leakInAClass_failsTheClassWithTheLeaksText() {
        List<String> failures = failuresOf(LeakingCase.class);

        assertThat(failures)
                .singleElement()
                .asString()
                .contains(
                        "1 leaked in LeakingCase",
                        "collected before it was released",
                        "LeakingCase.plantedLeak");
    }

    @Test
    void leakStillHeldWhenItsClassEnds_failsTheRun() {
        List<String> failures = failuresOf(LateLeakingCase.class);

        assertThat(failures)
                .singleElement()
                .asString()
                .contains("1 leaked in this run", "LateLeakingCase.plantedLeak");
    }

    @Test
    void releasedBuffers_failNothing() {
        assertThat(failuresOf(CleanCase.class)).isEmpty();
    }

    private static List<String> failuresOf(Class<?> testCase) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(testCase))
                .configurationParameter("junit.jupiter.extensions.autodetection.enabled", "true")
                .execute()
                .allEvents()
                .failed()
                .stream()
                .map(event -> event.getRequiredPayload(TestExecutionResult.class))
                .map(result -> result.getThrowable().orElseThrow().getMessage())
                .toList();
    }

    // The cases below run inside the tests above. The build itself doesn't pick up nested classes.

    static class LeakingCase {
        @Test
        void plantedLeak() {
            ByteBufAllocator.DEFAULT.buffer(16).writeByte(1);
        }
    }

    @ExtendWith(LetsGoAtTheEnd.class)
    static class LateLeakingCase {
        static @Nullable ByteBuf held;

        @Test
        void plantedLeak() {
            held = ByteBufAllocator.DEFAULT.buffer(16).writeByte(1);
        }
    }

    static class CleanCase {
        @Test
        void releases() {
            ByteBufAllocator.DEFAULT.buffer(16).writeByte(1).release();
        }
    }

    /// Holds the planted buffer over the check of its class, and lets it go before the check of the
    /// run.
    static class LetsGoAtTheEnd implements BeforeAllCallback {
        @Override
        public void beforeAll(ExtensionContext context) {
            context.getRoot()
                    .getStore(Namespace.GLOBAL)
                    .put(LetsGoAtTheEnd.class, (AutoCloseable) () -> LateLeakingCase.held = null);
        }
    }
}
