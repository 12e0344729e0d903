package io.terrateam.terratunnel.edge.link.v1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.terrateam.terratunnel.protocol.v1.Checksum;
import io.terrateam.terratunnel.protocol.v1.Message;
import java.util.ArrayList;
import java.util.List;

/// The chunks of one answer: in order, of the sizes that were announced, and with the checksums
/// that came with them.
///
/// A chunk goes on when its checksum has been found right. The end of a body whose visitor counts
/// bytes is kept until all of it has been found right: passed on, it would make a damaged body look
/// complete.
///
/// Thread: the link's loop. Owns: the part that is kept.
final class StreamedBody {

    private final long totalBytes;
    private final Checksum all = new Checksum();
    private final List<ByteBuf> kept = new ArrayList<>(1);

    private long chunks;
    private long announcedChunks;
    private long bytes;
    private String fault = "";

    /// @param totalBytes how many there will be, or 0 where that is not known
    StreamedBody(long totalBytes) {
        this.totalBytes = totalBytes;
    }

    /// What was wrong; empty if nothing was.
    String fault() {
        return fault;
    }

    boolean hasBegun() {
        return chunks > 0;
    }

    boolean isOfKnownLength() {
        return totalBytes > 0;
    }

    /// Takes a chunk and gives the parts that go on; nothing, and a [#fault], where it is wrong.
    List<ByteBuf> take(Message.StreamChunk chunk, ByteBufAllocator alloc) {
        List<ByteBuf> parts = new ArrayList<>(kept);
        kept.clear();
        int before = parts.size();
        boolean decoded = chunk.data().decode(alloc, parts::add);
        List<ByteBuf> fresh = parts.subList(before, parts.size());
        fault = faultOf(chunk, decoded, fresh);
        if (!fault.isEmpty()) {
            parts.forEach(ByteBuf::release);
            return List.of();
        }
        fresh.forEach(all::update);
        if (totalBytes > 0 && bytes == totalBytes && !parts.isEmpty()) {
            kept.add(parts.removeLast());
        }
        return parts;
    }

    private String faultOf(Message.StreamChunk chunk, boolean decoded, List<ByteBuf> parts) {
        if (chunk.index() != chunks) {
            return "chunk out of order";
        }
        chunks++;
        if (!decoded) {
            return "chunk is no base64";
        }
        if (chunk.total() > 0) {
            announcedChunks = chunk.total();
        }
        long length = 0;
        Checksum checksum = new Checksum();
        for (ByteBuf part : parts) {
            length += part.readableBytes();
            checksum.update(part);
        }
        bytes += length;
        if (chunk.bytes() >= 0 && chunk.bytes() != length) {
            return "chunk of another size than it says";
        }
        if (announcedChunks > 0 && chunks > announcedChunks) {
            return "more chunks than announced";
        }
        if (totalBytes > 0 && bytes > totalBytes) {
            return "more bytes than announced";
        }
        return checksum.hex().equalsIgnoreCase(chunk.checksum()) ? "" : "chunk's checksum is wrong";
    }

    /// Ends the body and gives the parts that were kept; nothing, and a [#fault], where it is
    /// wrong.
    List<ByteBuf> end(String checksum) {
        if (announcedChunks > 0 && chunks != announcedChunks) {
            fault = "fewer chunks than announced";
        } else if (totalBytes > 0 && bytes != totalBytes) {
            fault = "fewer bytes than announced";
        } else if (!all.hex().equalsIgnoreCase(checksum)) {
            fault = "the body's checksum is wrong";
        } else {
            List<ByteBuf> last = List.copyOf(kept);
            kept.clear();
            return last;
        }
        release();
        return List.of();
    }

    void release() {
        kept.forEach(ByteBuf::release);
        kept.clear();
    }
}
