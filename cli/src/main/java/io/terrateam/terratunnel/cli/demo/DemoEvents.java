package io.terrateam.terratunnel.cli.demo;

import io.terrateam.terratunnel.agent.AgentEvents;
import io.terrateam.terratunnel.agent.forward.ExchangeTap;
import io.terrateam.terratunnel.cli.terminal.LinePrinter;
import io.terrateam.terratunnel.cli.terminal.SafeText;
import io.terrateam.terratunnel.cli.terminal.Style;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/// Hears from the demo's client; says only what matters in a demo.
///
/// Thread: the agent's event loop.
final class DemoEvents implements AgentEvents {
    private final CompletableFuture<String> publicUrl = new CompletableFuture<>();
    private final LinePrinter printer;
    private final Style style;
    private final ExchangeTap tap;

    DemoEvents(LinePrinter printer, Style style, ExchangeTap tap) {
        this.printer = printer;
        this.style = style;
        this.tap = tap;
    }

    /// Completes when the tunnel works, or as good as.
    CompletableFuture<String> publicUrl() {
        return publicUrl;
    }

    @Override
    public void connecting(String serverUrl) {}

    @Override
    public void connected(String url, String linkId, int linkVersion) {}

    @Override
    public void ready(String url) {
        publicUrl.completeAsync(() -> url);
    }

    @Override
    public void probeFailed(String url, String problem) {
        printer.err(style.notice("This machine may not find the URL: ") + SafeText.of(problem));
        publicUrl.completeAsync(() -> url);
    }

    @Override
    public void disconnected(String reason, Duration wait, int triesInARow) {
        printer.err(style.notice("Not connected: ") + SafeText.of(reason));
    }

    @Override
    public void originReachability(boolean reachable, String problem) {
        printer.err(
                reachable
                        ? style.good("The local service answers again.")
                        : style.bad("The local service is down: ") + SafeText.of(problem));
    }

    @Override
    public ExchangeTap tap() {
        return tap;
    }
}
