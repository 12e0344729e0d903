package io.terrateam.terratunnel.server.adapter;

import io.terrateam.terratunnel.control.apikey.KeyVerdict;
import io.terrateam.terratunnel.edge.spi.LinkVerdict;
import java.util.Optional;

/// What somebody is told about their key: the one mapping from a verdict to words.
final class KeyAnswers {
    static final String HOW_TO_GET_A_KEY =
            "Ask whoever runs the server for a key (terratunnel server keys create --tunnel NAME)"
                    + " and set TERRATUNNEL_API_KEY.";

    private KeyAnswers() {}

    static LinkVerdict of(KeyVerdict verdict) {
        return switch (verdict) {
            case KeyVerdict.Valid valid ->
                    new LinkVerdict.Accepted(
                            valid.name(),
                            new LinkVerdict.Holder.Owner(valid.tunnelId(), valid.keyId()),
                            null);
            case KeyVerdict.Mistyped() ->
                    refused(
                            401,
                            "the key is mistyped",
                            "Copy the key again, all 40 characters from ttk_ on.");
            case KeyVerdict.Unknown() -> refused(401, "nobody has this key", HOW_TO_GET_A_KEY);
            case KeyVerdict.Revoked() ->
                    refused(
                            401,
                            "the key was revoked",
                            "Ask whoever runs the server for a new key.");
            case KeyVerdict.Replaced() ->
                    refused(
                            401,
                            "the key was replaced by a newer one",
                            "A tunnel has one key: use the newer one.");
            case KeyVerdict.Expired() ->
                    refused(
                            401,
                            "the key has expired",
                            "Ask whoever runs the server for a new key.");
            case KeyVerdict.WrongScope() ->
                    refused(
                            403,
                            "the key may not open tunnels",
                            "Use a key with the scope tunnel:create.");
            case KeyVerdict.UserDisabled() ->
                    refused(403, "the account is disabled", "Ask whoever runs the server.");
            case KeyVerdict.TunnelDisabled() ->
                    refused(403, "the tunnel is disabled", "Ask whoever runs the server.");
            case KeyVerdict.NoTunnel() ->
                    refused(
                            403,
                            "the key has no tunnel",
                            "Make a key for a tunnel: terratunnel server keys create --tunnel NAME.");
        };
    }

    static LinkVerdict.Refused refused(int status, String title, String advice) {
        return new LinkVerdict.Refused(status, title, advice, Optional.empty());
    }
}
