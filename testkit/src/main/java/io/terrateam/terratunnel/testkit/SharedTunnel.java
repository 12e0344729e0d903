package io.terrateam.terratunnel.testkit;

import java.io.IOException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives tests the one ordinary [TunnelSystem] that all classes of a run share; started at first
/// use.
///
/// A test that stops, limits or reconfigures anything starts a system of its own instead. If a test
/// killed the shared one all the same, the next test gets a new one, so that one fault is one
/// failure.
public final class SharedTunnel implements ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(SharedTunnel.class);

    private static final class Slot implements AutoCloseable {
        private TunnelSystem system;

        Slot() {
            system = start();
        }

        synchronized TunnelSystem current() {
            if (!system.isAlive()) {
                System.err.println("the shared tunnel died:\n" + system.output());
                system.close();
                system = start();
            }
            return system;
        }

        @Override
        public synchronized void close() {
            system.close();
        }

        private static TunnelSystem start() {
            try {
                return TunnelSystem.setup().withoutSizeLimits().start();
            } catch (IOException e) {
                throw new ParameterResolutionException("no tunnel", e);
            }
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TunnelSystem.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(Slot.class, _ -> new Slot(), Slot.class)
                .current();
    }
}
