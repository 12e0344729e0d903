package io.terrateam.terratunnel.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.terrateam.terratunnel.protocol.link.WebSocketCodec;
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

/// What it costs to put bytes into a binary message and to take them out again.
///
/// The agent masks, so `agentWrites` and `edgeReads` include it; `edgeWrites` is the same without,
/// which tells what masking costs. `edgeReads` includes one copy of the message, since reading
/// unmasks in place.
///
/// Owns: one channel for each direction.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FramingBenchmark {

    /// Payload of one message.
    @Param({"64", "1024", "16384", "65536"})
    public int payloadBytes;

    private final EmbeddedChannel agent =
            new EmbeddedChannel(new WebSocketCodec(WebSocketCodec.Role.AGENT));
    private final EmbeddedChannel edge =
            new EmbeddedChannel(new WebSocketCodec(WebSocketCodec.Role.EDGE));
    private final EmbeddedChannel reader =
            new EmbeddedChannel(new WebSocketCodec(WebSocketCodec.Role.EDGE));

    private ByteBuf payload = Unpooled.EMPTY_BUFFER;
    private ByteBuf maskedMessage = Unpooled.EMPTY_BUFFER;

    /// Makes the payload and what an agent makes of it.
    @Setup
    public void prepare() {
        payload = Unpooled.directBuffer(payloadBytes);
        for (int i = 0; i < payloadBytes; i++) {
            payload.writeByte(i);
        }
        maskedMessage = Unpooled.directBuffer(payloadBytes + 14);
        agent.writeOutbound(payload.retainedDuplicate());
        for (ByteBuf part = agent.readOutbound(); part != null; part = agent.readOutbound()) {
            maskedMessage.writeBytes(part);
            part.release();
        }
    }

    /// Releases everything.
    @TearDown
    public void end() {
        payload.release();
        maskedMessage.release();
        agent.finishAndReleaseAll();
        edge.finishAndReleaseAll();
        reader.finishAndReleaseAll();
    }

    /// Header, mask, copy.
    @Benchmark
    public int agentWrites() {
        agent.writeOutbound(payload.retainedDuplicate());
        return taken(agent);
    }

    /// Header only.
    @Benchmark
    public int edgeWrites() {
        edge.writeOutbound(payload.retainedDuplicate());
        return taken(edge);
    }

    /// Header and unmasking.
    @Benchmark
    public int edgeReads() {
        reader.writeInbound(reader.alloc().directBuffer().writeBytes(maskedMessage.duplicate()));
        int bytes = 0;
        for (ByteBuf part = reader.readInbound(); part != null; part = reader.readInbound()) {
            bytes += part.readableBytes();
            part.release();
        }
        return bytes;
    }

    private static int taken(EmbeddedChannel channel) {
        int bytes = 0;
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            bytes += part.readableBytes();
            part.release();
        }
        return bytes;
    }
}
