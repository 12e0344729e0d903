package io.terrateam.terratunnel.server.adapter;

import io.terrateam.terratunnel.control.reservation.AnonymousNames;
import io.terrateam.terratunnel.edge.spi.LinkVerdict;
import io.terrateam.terratunnel.edge.spi.Secret;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Lets agents without a key in: under the name of their token, or under a new one where it is not
/// good any more.
///
/// Thread: may block on the database.
final class AnonymousTunnels {
    private final AnonymousNames names;

    AnonymousTunnels(AnonymousNames names) {
        this.names = names;
    }

    /// The name that `resumeToken` gets back, if it does.
    Optional<LinkVerdict.Accepted> resume(@Nullable Secret resumeToken) {
        return Optional.ofNullable(resumeToken)
                .flatMap(token -> names.resume(token.reveal()))
                .map(AnonymousTunnels::accepted);
    }

    /// A new name.
    LinkVerdict.Accepted fresh() {
        return accepted(names.fresh());
    }

    private static LinkVerdict.Accepted accepted(AnonymousNames.Granted granted) {
        return new LinkVerdict.Accepted(
                granted.name(), new LinkVerdict.Holder.Anonymous(), new Secret(granted.token()));
    }
}
