package io.terrateam.terratunnel.edge.link.v1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.terrateam.terratunnel.protocol.link.GatheredBytes;
import io.terrateam.terratunnel.protocol.link.MessageBudget;
import org.jspecify.annotations.Nullable;

/// A request's body while it comes: version 1 sends a request when all of it is there.
///
/// A body that comes in one part is that part; others are copied together.
///
/// Thread: the link's loop. Owns: the bytes. Limits: those of [GatheredBytes].
final class GatheredBody {

    private static final int FIRST_CHUNK_BYTES = 4 << 10;

    private final MessageBudget budget;
    private @Nullable GatheredBytes gathered;
    private ByteBuf onlyPart = Unpooled.EMPTY_BUFFER;

    GatheredBody(MessageBudget budget) {
        this.budget = budget;
    }

    /// All that has come.
    ByteBuf bytes() {
        return gathered == null ? onlyPart : gathered.bytes();
    }

    /// Takes a part in; false where the budget is used up.
    boolean add(ByteBuf part, boolean ends, ByteBufAllocator alloc) {
        if (!part.isReadable()) {
            part.release();
            return true;
        }
        if (ends && gathered == null) {
            onlyPart = part;
            return true;
        }
        if (gathered == null) {
            gathered = new GatheredBytes(budget, alloc, FIRST_CHUNK_BYTES);
        }
        try {
            return gathered.append(part, part.readableBytes());
        } finally {
            part.release();
        }
    }

    void release() {
        onlyPart.release();
        onlyPart = Unpooled.EMPTY_BUFFER;
        if (gathered != null) {
            gathered.release();
            gathered = null;
        }
    }
}
