package io.terrateam.terratunnel.testkit.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A process that a test started: its output line by line, its memory, signals to it, its exit
/// code.
///
/// Only what was started here is ever signalled, and closing it ends it.
///
/// Thread: one virtual thread reads the output; public methods from any thread.
public final class ProcessUnderTest implements AutoCloseable {
    private final Process process;
    private final String name;
    private final List<String> lines = new ArrayList<>();
    private final Object outputLock = new Object();
    private boolean isOutputEnded;

    /// Signals that tests send.
    public enum Signal {
        /// Please end.
        TERM,
        /// Ctrl-C.
        INT,
        /// Stand still.
        STOP,
        /// Go on.
        CONT,
        /// End without a last word.
        KILL
    }

    private ProcessUnderTest(Process process, String name) {
        this.process = process;
        this.name = name;
    }

    /// Starts a command with variables added to a bare environment, in a directory of its own.
    public static ProcessUnderTest start(
            String name, List<String> command, Map<String, String> variables, Path directory)
            throws IOException {
        var builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().keySet().removeIf(key -> key.startsWith("TERRATUNNEL_"));
        builder.environment()
                .keySet()
                .removeIf(key -> key.toLowerCase(java.util.Locale.ROOT).endsWith("_proxy"));
        builder.environment().putAll(variables);
        builder.redirectErrorStream(true);
        var started = new ProcessUnderTest(builder.start(), name);
        Thread.ofVirtual().name(name + "-output").start(started::readOutput);
        return started;
    }

    /// The first line of the output, so far or to come, in which the pattern is found.
    public Matcher awaitLine(String pattern, Duration within) {
        var compiled = Pattern.compile(pattern);
        long deadline = System.nanoTime() + within.toNanos();
        int next = 0;
        synchronized (outputLock) {
            while (true) {
                for (; next < lines.size(); next++) {
                    Matcher matcher = compiled.matcher(lines.get(next));
                    if (matcher.find()) {
                        return matcher;
                    }
                }
                long millis = (deadline - System.nanoTime()) / 1_000_000;
                if (millis <= 0 || isOutputEnded) {
                    throw new AssertionError(
                            "no line with /%s/ from %s:%n%s".formatted(pattern, name, output()));
                }
                awaitOutput(lines.size(), deadline);
            }
        }
    }

    private void awaitOutput(int linesSeen, long deadline) {
        synchronized (outputLock) {
            try {
                long millis = 1;
                while (lines.size() == linesSeen && !isOutputEnded && millis > 0) {
                    millis = Math.max(0, (deadline - System.nanoTime()) / 1_000_000);
                    if (millis > 0) {
                        outputLock.wait(millis);
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    /// All output so far.
    public String output() {
        synchronized (outputLock) {
            return String.join("\n", lines);
        }
    }

    /// Sends a signal.
    public void signal(Signal signal) throws IOException {
        if (!process.isAlive()) {
            return;
        }
        var kill = List.of("kill", "-" + signal, Long.toString(process.pid()));
        Process sender = new ProcessBuilder(kill).inheritIO().start();
        try {
            if (!sender.waitFor(5, TimeUnit.SECONDS)) {
                throw new IOException("kill does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The exit code, if it ends within the time.
    public OptionalInt awaitExit(Duration within) {
        try {
            boolean ended = process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS);
            return ended ? OptionalInt.of(process.exitValue()) : OptionalInt.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalInt.empty();
        }
    }

    /// Whether it runs.
    public boolean isAlive() {
        return process.isAlive();
    }

    /// Its process id.
    public long pid() {
        return process.pid();
    }

    /// Memory that it has in RAM, in KiB.
    public long residentKiB() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException("no VmRSS of " + name);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        if (awaitExit(Duration.ofSeconds(10)).isEmpty()) {
            throw new IllegalStateException(name + " does not end");
        }
    }

    private void readOutput() {
        try (var reader =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                synchronized (outputLock) {
                    lines.add(line);
                    outputLock.notifyAll();
                }
            }
        } catch (IOException e) {
            // The process was killed: there is no more.
        }
        synchronized (outputLock) {
            isOutputEnded = true;
            outputLock.notifyAll();
        }
    }
}
