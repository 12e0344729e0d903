package io.terrateam.terratunnel.agent;

import io.terrateam.terratunnel.agent.forward.ExchangeTap;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Keeps what an agent tells.
public final class RecordedEvents implements AgentEvents {

    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    @Override
    public void connecting(String serverUrl) {
        lines.add("connecting");
    }

    @Override
    public void connected(String publicUrl, String linkId, int linkVersion) {
        lines.add("connected " + linkId + " version " + linkVersion);
    }

    @Override
    public void ready(String publicUrl) {
        lines.add("ready " + publicUrl);
    }

    @Override
    public void probeFailed(String publicUrl, String problem) {
        lines.add("probe failed: " + problem);
    }

    @Override
    public void disconnected(String reason, Duration wait, int triesInARow) {
        lines.add("disconnected " + triesInARow + ": " + reason);
    }

    @Override
    public void originReachability(boolean reachable, String problem) {
        lines.add(reachable ? "origin up" : "origin down: " + problem);
    }

    @Override
    public ExchangeTap tap() {
        return ExchangeTap.NONE;
    }

    /// Waits for a line that begins so.
    public String await(String start) throws InterruptedException {
        while (true) {
            String line = lines.poll(15, TimeUnit.SECONDS);
            if (line == null) {
                throw new AssertionError("no event: " + start);
            }
            if (line.startsWith(start)) {
                return line;
            }
        }
    }
}
