package io.terrateam.terratunnel.e2e.control;

import io.terrateam.terratunnel.testkit.provider.ProviderMood;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives tests the one [ControlServer] that all classes of a run share; started at first use. The
/// provider behaves again before each test.
///
/// People have accounts, addresses and tunnels of their own, so that tests don't meet.
public final class SharedControl implements ParameterResolver, BeforeEachCallback {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(SharedControl.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == ControlServer.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return server(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        server(context).provider().mood(ProviderMood.FINE);
    }

    private static ControlServer server(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(ControlServer.class, _ -> start(), ControlServer.class);
    }

    private static ControlServer start() {
        try {
            return ControlServer.start();
        } catch (Exception e) {
            throw new ParameterResolutionException("no server", e);
        }
    }
}
