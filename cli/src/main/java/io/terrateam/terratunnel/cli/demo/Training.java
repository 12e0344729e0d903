package io.terrateam.terratunnel.cli.demo;

import java.io.IOException;
import java.time.Duration;

/// Uses a running demo as visitors do, so that a JVM that records learns what a start and the first
/// requests need.
///
/// Thread: one; blocks. Limits: [#VISITORS] connections one after the other, and [#LIMIT] in all.
/// Failure: `IOException` where an answer is not what it should be.
public final class Training {
    private static final int VISITORS = 40;
    private static final int REQUESTS_EACH = 50;
    private static final int BODY_BYTES = 20_000;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private Training() {}

    /// Visits `demo`'s own application.
    public static void visit(Demo demo) throws IOException {
        long end = System.nanoTime() + LIMIT.toNanos();
        byte[] body = new byte[BODY_BYTES];
        for (int visitor = 0; visitor < VISITORS && System.nanoTime() < end; visitor++) {
            try (TrainingVisitor connection =
                    new TrainingVisitor(demo.publicAuthority(), demo.port())) {
                for (int i = 0; i < REQUESTS_EACH; i++) {
                    expect(200, connection.ask("GET", "/", new byte[0]));
                    expect(200, connection.ask("POST", "/echo", body));
                }
                expect(404, connection.ask("GET", "/nothing-here", new byte[0]));
            }
            expect(200, SampleSender.send(demo.publicAuthority(), demo.port()));
        }
    }

    private static void expect(int wanted, int status) throws IOException {
        if (status != wanted) {
            throw new IOException("status " + status + " in place of " + wanted);
        }
    }
}
