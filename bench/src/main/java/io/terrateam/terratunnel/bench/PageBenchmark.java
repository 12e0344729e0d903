package io.terrateam.terratunnel.bench;

import io.terrateam.terratunnel.control.web.WebRequest;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// An administrator's pages, from the request to the bytes of the answer: session, queries,
/// template. 1,000 tunnels, all of them connected, and 100,000 lines in the audit log; an
/// administrator who owns another 1,000.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class PageBenchmark {

    /// What is asked for; `TUNNEL` is one of the tunnels.
    @Param({
        "/",
        "/live/home?page=1",
        "/tunnels/TUNNEL",
        "/admin/users",
        "/admin/users?search=dev-77",
        "/admin/audit",
        "/admin/audit?event=disconnect&from=2026-11-01",
        "/admin/audit?user=dev-77",
        "/admin/audit?user=nobody",
        "/admin/audit?address=203.0.113.9",
        "/admin/database",
        "/admin/database/tables/tunnel_audit_log?page=2000"
    })
    public String page = "/";

    private final CrowdedControlPlane plane;
    private WebRequest request;

    /// Opens a database of its own.
    public PageBenchmark() {
        try {
            plane = new CrowdedControlPlane();
        } catch (IOException e) {
            throw new IllegalStateException("no temporary folder", e);
        }
        request = plane.request("/");
    }

    /// Fills the database.
    @Setup
    public void fill() {
        plane.fill(1_000, 100_000);
        request = plane.request(page.replace("TUNNEL", Long.toString(plane.someTunnel())));
    }

    /// Deletes it.
    @TearDown
    public void end() throws IOException {
        plane.close();
    }

    /// One page; the size of its body.
    @Benchmark
    public int draw() {
        return plane.answerBytes(request);
    }
}
