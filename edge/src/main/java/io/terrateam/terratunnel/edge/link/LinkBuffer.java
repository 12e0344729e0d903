package io.terrateam.terratunnel.edge.link;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How many bytes of answers one link has brought that its visitors have not taken yet, those of
/// answers that have ended at the agent's side included.
///
/// The link's own window is refilled as bytes arrive, so that slow visitors never stop the others;
/// this budget bounds memory instead.
///
/// Thread: the link's loop.
public final class LinkBuffer {

    /// Whoever's bytes are held: one stream.
    public abstract static class Holder {
        private long heldBytes;
        private int index = -1;
        private boolean givenUp;

        /// How many bytes its visitor has not taken.
        public final long heldBytes() {
            return heldBytes;
        }

        /// It holds most while the budget is used up: its visitor is to be cut, which brings the
        /// bytes back.
        protected abstract void tooSlow();
    }

    private final long limitBytes;
    private final List<Holder> holders = new ArrayList<>();
    private long heldBytes;

    /// @param limitBytes beyond which whoever holds most is given up
    public LinkBuffer(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /// How many bytes are held, of all that have not been given up.
    public long heldBytes() {
        return heldBytes;
    }

    /// Bytes have come.
    public void hold(Holder holder, int bytes) {
        if (bytes == 0) {
            return;
        }
        holder.heldBytes += bytes;
        if (holder.givenUp) {
            return;
        }
        heldBytes += bytes;
        if (holder.index < 0) {
            holder.index = holders.size();
            holders.add(holder);
        }
    }

    /// Bytes are gone. Returns how many of them it held indeed.
    public int giveBack(Holder holder, int bytes) {
        int mine = (int) Math.min(bytes, holder.heldBytes);
        holder.heldBytes -= mine;
        if (!holder.givenUp) {
            heldBytes -= mine;
            if (holder.heldBytes == 0) {
                forget(holder);
            }
        }
        return mine;
    }

    private void forget(Holder holder) {
        if (holder.index < 0) {
            return;
        }
        Holder last = holders.removeLast();
        if (last != holder) {
            holders.set(holder.index, last);
            last.index = holder.index;
        }
        holder.index = -1;
    }

    /// Gives up whoever holds most until the rest is within the budget. Who is given up does not
    /// count any more: its bytes are on their way out, perhaps over another loop.
    public void relieve() {
        while (heldBytes > limitBytes) {
            Holder greediest = greediest();
            if (greediest == null) {
                return;
            }
            greediest.givenUp = true;
            heldBytes -= greediest.heldBytes;
            forget(greediest);
            greediest.tooSlow();
        }
    }

    private @Nullable Holder greediest() {
        Holder greediest = null;
        for (int i = 0; i < holders.size(); i++) {
            Holder holder = holders.get(i);
            if (greediest == null || holder.heldBytes > greediest.heldBytes) {
                greediest = holder;
            }
        }
        return greediest;
    }
}
