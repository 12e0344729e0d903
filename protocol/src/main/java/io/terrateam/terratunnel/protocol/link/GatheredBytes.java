package io.terrateam.terratunnel.protocol.link;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;

/// Bytes that come in parts and are copied together, so that small parts don't keep large read
/// buffers alive.
///
/// Thread: one event loop. Owns: [#bytes], until [#giveBack] says that somebody else does. Limits:
/// all that it allocates is taken from the budget.
public final class GatheredBytes {

    private static final int CHUNK_BYTES = 64 << 10;

    private final MessageBudget budget;
    private final ByteBufAllocator alloc;
    private final CompositeByteBuf bytes;
    private int nextChunkBytes;
    private int budgeted;

    /// @param firstChunkBytes how much is allocated for the first bytes
    public GatheredBytes(MessageBudget budget, ByteBufAllocator alloc, int firstChunkBytes) {
        this.budget = budget;
        this.alloc = alloc;
        this.bytes = alloc.compositeDirectBuffer(Integer.MAX_VALUE);
        this.nextChunkBytes = firstChunkBytes;
    }

    /// With chunks of one size.
    GatheredBytes(MessageBudget budget, ByteBufAllocator alloc) {
        this(budget, alloc, CHUNK_BYTES);
    }

    /// All that has come.
    public ByteBuf bytes() {
        return bytes;
    }

    /// Copies the next `length` bytes of `lent`; false where the budget is used up, and some of
    /// them are not here.
    public boolean append(ByteBuf lent, int length) {
        int left = length;
        while (left > 0) {
            if (bytes.capacity() == bytes.writerIndex() && !grow()) {
                return false;
            }
            int fits = Math.min(left, bytes.capacity() - bytes.writerIndex());
            bytes.writeBytes(lent, fits);
            left -= fits;
        }
        return true;
    }

    private boolean grow() {
        int size = nextChunkBytes;
        if (!budget.take(size)) {
            return false;
        }
        budgeted += size;
        nextChunkBytes = CHUNK_BYTES;
        ByteBuf chunk = alloc.directBuffer(size, size);
        bytes.addComponent(false, chunk.writerIndex(size));
        return true;
    }

    /// Counts no more against the budget; the bytes have another owner.
    void giveBack() {
        budget.giveBack(budgeted);
        budgeted = 0;
    }

    /// Lets the bytes go.
    public void release() {
        bytes.release();
        giveBack();
    }
}
