package io.terrateam.terratunnel.server.adapter;

import io.terrateam.terratunnel.control.reservation.NameGenerator;
import io.terrateam.terratunnel.control.reservation.Reservations;
import io.terrateam.terratunnel.control.reservation.ResumeTokens;
import io.terrateam.terratunnel.edge.spi.LinkVerdict;
import io.terrateam.terratunnel.edge.spi.Secret;
import io.terrateam.terratunnel.protocol.TunnelName;
import org.jspecify.annotations.Nullable;

/// Gives tunnels that nobody owns their names, and gives them back to whoever holds the token.
///
/// Thread: may block on the database.
public final class AnonymousTunnels {
    private final NameGenerator names;
    private final ResumeTokens tokens;
    private final Reservations reservations;
    private final LiveNames liveNames;

    /// @param liveNames names that nobody else may get now
    public AnonymousTunnels(
            NameGenerator names,
            ResumeTokens tokens,
            Reservations reservations,
            LiveNames liveNames) {
        this.names = names;
        this.tokens = tokens;
        this.reservations = reservations;
        this.liveNames = liveNames;
    }

    /// Lets somebody in under the name of their token, or under a new one where it is not good (any
    /// more) or somebody owns that name by now.
    LinkVerdict.Accepted accept(@Nullable Secret resumeToken) {
        TunnelName name = resumeToken == null ? fresh() : resumed(resumeToken);
        return new LinkVerdict.Accepted(
                name, new LinkVerdict.Holder.Anonymous(), new Secret(tokens.issue(name)));
    }

    private TunnelName resumed(Secret token) {
        return tokens.verify(token.reveal())
                .filter(name -> !reservations.isOwned(name))
                .orElseGet(this::fresh);
    }

    private TunnelName fresh() {
        return names.next(name -> liveNames.contains(name) || reservations.isOwned(name));
    }
}
