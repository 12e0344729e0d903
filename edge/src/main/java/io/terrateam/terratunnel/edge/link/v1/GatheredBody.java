package io.terrateam.terratunnel.edge.link.v1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.terrateam.terratunnel.protocol.link.MessageBudget;
import org.jspecify.annotations.Nullable;

/// A request's body while it comes: version 1 sends a request when all of it is there.
///
/// A body that comes in one part is that part; others are copied together, so that small parts
/// don't keep large read buffers.
///
/// Thread: the link's loop. Owns: the bytes. Limits: takes each byte from the budget.
final class GatheredBody {

    private static final int FIRST_CHUNK_BYTES = 4 << 10;
    private static final int CHUNK_BYTES = 64 << 10;

    private final MessageBudget budget;
    private int budgeted;
    private @Nullable CompositeByteBuf gathered;
    private ByteBuf bytes = Unpooled.EMPTY_BUFFER;

    GatheredBody(MessageBudget budget) {
        this.budget = budget;
    }

    /// All that has come.
    ByteBuf bytes() {
        return bytes;
    }

    /// Takes a part in; false where the budget is used up.
    boolean add(ByteBuf part, boolean ends, ByteBufAllocator alloc) {
        if (!part.isReadable()) {
            part.release();
            return true;
        }
        if (ends && gathered == null) {
            bytes = part;
            return true;
        }
        try {
            return append(part, alloc);
        } finally {
            part.release();
        }
    }

    private boolean append(ByteBuf lent, ByteBufAllocator alloc) {
        CompositeByteBuf whole = gathered;
        if (whole == null) {
            whole = alloc.compositeDirectBuffer(Integer.MAX_VALUE);
            gathered = whole;
            bytes = whole;
        }
        while (lent.isReadable()) {
            if (whole.capacity() == whole.writerIndex()) {
                int size = budgeted == 0 ? FIRST_CHUNK_BYTES : CHUNK_BYTES;
                if (!budget.take(size)) {
                    return false;
                }
                budgeted += size;
                ByteBuf chunk = alloc.directBuffer(size, size);
                whole.addComponent(false, chunk.writerIndex(size));
            }
            int fits = Math.min(lent.readableBytes(), whole.capacity() - whole.writerIndex());
            whole.writeBytes(lent, fits);
        }
        return true;
    }

    void release() {
        bytes.release();
        bytes = Unpooled.EMPTY_BUFFER;
        gathered = null;
        budget.giveBack(budgeted);
        budgeted = 0;
    }
}
