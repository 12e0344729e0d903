package io.terrateam.terratunnel.cli.terminal;

import io.terrateam.terratunnel.agent.AgentEvents;
import io.terrateam.terratunnel.agent.forward.ExchangeTap;
import java.time.Duration;
import java.util.Locale;

/// Tells the person at the terminal what becomes of their tunnel.
///
/// What went well and the access lines go to standard output, what to worry about to standard
/// error.
///
/// Thread: the agent's event loop.
public final class ClientConsole implements AgentEvents {
    private static final String VERSION_1 =
            "upgrading the server brings version 2, with WebSockets, uploads that stream, visitors"
                    + " who leave noticed at once, and trailers.";

    private final LinePrinter printer;
    private final Style style;
    private final String origin;
    private final ExchangeTap tap;
    private boolean wasConnecting;
    private boolean wasReady;
    private boolean saidVersion;

    /// @param origin the local endpoint, as people write it
    /// @param tap hears of every exchange
    public ClientConsole(LinePrinter printer, Style style, String origin, ExchangeTap tap) {
        this.printer = printer;
        this.style = style;
        this.origin = origin;
        this.tap = tap;
    }

    @Override
    public void connecting(String serverUrl) {
        if (!wasConnecting) {
            wasConnecting = true;
            printer.err("Connecting to " + SafeText.of(serverUrl) + " …");
        }
    }

    @Override
    public void connected(String publicUrl, String linkId, int linkVersion) {
        if (linkVersion == 1 && !saidVersion) {
            saidVersion = true;
            printer.err(style.notice("Version 1 of the link: ") + VERSION_1);
        }
        if (!wasReady) {
            printer.err("Connected; checking that " + SafeText.of(publicUrl) + " leads here …");
        }
    }

    @Override
    public void ready(String publicUrl) {
        String words = wasReady ? "Ready again: " : "Ready: ";
        wasReady = true;
        printer.out(style.good(words) + style.strong(SafeText.of(publicUrl)) + " -> " + origin);
    }

    @Override
    public void probeFailed(String publicUrl, String problem) {
        printer.err(
                style.notice("Connected, but the public URL does not answer yet: ")
                        + SafeText.of(publicUrl)
                        + " ("
                        + SafeText.of(problem)
                        + ")");
    }

    @Override
    public void disconnected(String reason, Duration wait, int triesInARow) {
        String tries = triesInARow > 1 ? ", try " + triesInARow + " failed" : "";
        printer.err(
                style.notice("Not connected: ")
                        + SafeText.of(reason)
                        + "; next try "
                        + (wait.toMillis() < 100 ? "now" : "in " + seconds(wait))
                        + tries);
    }

    @Override
    public void originReachability(boolean reachable, String problem) {
        printer.err(
                reachable
                        ? style.good("The local service answers again.")
                        : style.bad("The local service is down: ")
                                + SafeText.of(problem)
                                + ". Visitors get 502 until it is back.");
    }

    @Override
    public ExchangeTap tap() {
        return tap;
    }

    private static String seconds(Duration wait) {
        return String.format(Locale.ROOT, "%.1fs", wait.toMillis() / 1_000.0);
    }
}
