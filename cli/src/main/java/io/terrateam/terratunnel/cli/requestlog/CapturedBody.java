package io.terrateam.terratunnel.cli.requestlog;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/// The first bytes of a body, and how many there were in all.
///
/// Thread: filled on the event loop, read by the writer after that. Limits: [#MAX_BYTES], and
/// whatever the budget of the whole log still grants.
final class CapturedBody {
    static final int MAX_BYTES = 1 << 20;

    private final CaptureBudget budget;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(0);
    private long total;

    CapturedBody(CaptureBudget budget) {
        this.budget = budget;
    }

    void add(ByteBuf lent) {
        int length = lent.readableBytes();
        total += length;
        int wanted = Math.min(length, MAX_BYTES - bytes.size());
        int granted = wanted <= 0 ? 0 : budget.take(wanted);
        if (granted > 0) {
            try {
                lent.getBytes(lent.readerIndex(), bytes, granted);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    long total() {
        return total;
    }

    long leftOut() {
        return total - bytes.size();
    }

    void giveBack() {
        budget.giveBack(bytes.size());
    }
}
