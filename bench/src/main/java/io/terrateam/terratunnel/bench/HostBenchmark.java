package io.terrateam.terratunnel.bench;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.terrateam.terratunnel.edge.config.EdgeConfig;
import io.terrateam.terratunnel.edge.directory.Directory;
import io.terrateam.terratunnel.edge.directory.Tunnel;
import io.terrateam.terratunnel.protocol.TunnelName;
import io.terrateam.terratunnel.protocol.http.Authority;
import java.util.Optional;
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

/// From a `Host` field to the tunnel it names, in a directory of many tunnels.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HostBenchmark {

    private static final Authority DOMAIN = new Authority("tunnel.example", -1);

    /// Tunnels in the directory.
    @Param({"1", "10000"})
    public int tunnels;

    private final EventLoopGroup loops =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Directory directory = new Directory(loops, EdgeConfig.forDomain(DOMAIN));
    private String host = "";

    /// Fills the directory.
    @Setup
    public void fill() {
        for (int i = 0; i < tunnels; i++) {
            directory.loopOf(new TunnelName("happy-panda-" + i));
        }
        host = "Happy-Panda-" + tunnels / 2 + ".Tunnel.Example:443";
    }

    /// Stops the directory's clock.
    @TearDown
    public void end() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    /// The text alone.
    @Benchmark
    public Optional<Authority> parse() {
        return Authority.parse(host);
    }

    /// The text, its first label, the tunnel.
    @Benchmark
    public Optional<Tunnel> parseAndFind() {
        return Authority.parse(host)
                .map(Authority::host)
                .map(name -> name.substring(0, name.indexOf('.')))
                .flatMap(directory::find);
    }
}
