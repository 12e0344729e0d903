package io.terrateam.terratunnel.server.adapter;

import io.terrateam.terratunnel.control.apikey.KeyVerdict;
import io.terrateam.terratunnel.edge.spi.LinkVerdict;
import io.terrateam.terratunnel.edge.spi.LinkVerdict.Cause;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/// What somebody is told about their key: the one mapping from a verdict to words.
public final class KeyAnswers {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    private final String howToGetOne;

    /// @param pages where people find the server's pages
    /// @param canSignIn whether anybody can sign in there
    public KeyAnswers(URI pages, boolean canSignIn) {
        this.howToGetOne =
                canSignIn
                        ? "Run terratunnel login, or take the key from " + pages + "."
                        : "Ask whoever runs the server for a key (terratunnel server keys create"
                                + " --tunnel NAME) and set TERRATUNNEL_API_KEY.";
    }

    LinkVerdict of(KeyVerdict verdict) {
        return switch (verdict) {
            case KeyVerdict.Valid valid ->
                    new LinkVerdict.Accepted(
                            valid.name(),
                            new LinkVerdict.Holder.Owner(valid.tunnelId(), valid.keyId()),
                            null);
            case KeyVerdict.Mistyped() ->
                    refused(
                            Cause.KEY_BAD,
                            401,
                            "the key is mistyped",
                            "Copy the key again, all 40 characters from ttk_ on.");
            case KeyVerdict.Unknown() ->
                    refused(Cause.KEY_BAD, 401, "nobody has this key", howToGetOne);
            case KeyVerdict.Revoked revoked ->
                    refused(
                            Cause.KEY_BAD,
                            401,
                            ended("revoked", revoked.at(), revoked.by()),
                            howToGetOne);
            case KeyVerdict.Replaced replaced ->
                    refused(
                            Cause.KEY_BAD,
                            401,
                            ended("replaced by a newer one", replaced.at(), replaced.by()),
                            howToGetOne);
            case KeyVerdict.Expired() ->
                    refused(Cause.KEY_BAD, 401, "the key has expired", howToGetOne);
            case KeyVerdict.WrongScope() ->
                    refused(
                            Cause.KEY_SCOPE,
                            403,
                            "the key may not open tunnels",
                            "Use a key with the scope tunnel:create.");
            case KeyVerdict.UserDisabled() ->
                    refused(
                            Cause.KEY_BAD,
                            403,
                            "the account is disabled",
                            "Ask whoever runs the server.");
            case KeyVerdict.TunnelDisabled() ->
                    refused(
                            Cause.OTHER,
                            403,
                            "the tunnel is disabled",
                            "Its owner or whoever runs the server can enable it again.");
            case KeyVerdict.NoTunnel() ->
                    refused(Cause.OTHER, 403, "the key has no tunnel", howToGetOne);
        };
    }

    /// The answer to whoever has no key where one is needed.
    LinkVerdict.Refused keyNeeded() {
        return refused(Cause.KEY_MISSING, 401, "a key is needed", howToGetOne);
    }

    private static LinkVerdict.Refused refused(
            Cause cause, int status, String title, String advice) {
        return new LinkVerdict.Refused(status, title, advice, Optional.empty(), cause);
    }

    private static String ended(String how, Optional<Instant> at, String by) {
        return "the key was "
                + how
                + at.map(time -> " at " + MINUTE.format(time)).orElse("")
                + (by.isEmpty() ? "" : " (" + by + ")");
    }
}
