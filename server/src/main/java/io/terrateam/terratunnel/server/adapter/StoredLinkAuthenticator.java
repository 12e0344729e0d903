package io.terrateam.terratunnel.server.adapter;

import io.terrateam.terratunnel.control.apikey.FailedKeyLimit;
import io.terrateam.terratunnel.control.apikey.KeyCheck;
import io.terrateam.terratunnel.control.apikey.KeyText;
import io.terrateam.terratunnel.control.apikey.KeyVerdict;
import io.terrateam.terratunnel.edge.spi.LinkApplication;
import io.terrateam.terratunnel.edge.spi.LinkAuthenticator;
import io.terrateam.terratunnel.edge.spi.LinkVerdict;
import io.terrateam.terratunnel.edge.spi.Secret;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Lets agents in by the keys of the database, or anonymously where that is allowed.
///
/// Thread: event loops; the database is asked on virtual threads. Limits: whoever presents too many
/// bad keys waits ([FailedKeyLimit]).
public final class StoredLinkAuthenticator implements LinkAuthenticator {
    private static final String HOW_TO_GET_A_KEY =
            "Ask whoever runs the server for a key (terratunnel server keys create --tunnel NAME)"
                    + " and set TERRATUNNEL_API_KEY.";

    private final KeyCheck keys;
    private final FailedKeyLimit failedKeys;
    private final AnonymousTunnels anonymous;
    private final BlockingWork blocking;
    private final boolean isKeyRequired;

    /// @param isKeyRequired whether nobody gets in without a key
    public StoredLinkAuthenticator(
            KeyCheck keys,
            FailedKeyLimit failedKeys,
            AnonymousTunnels anonymous,
            BlockingWork blocking,
            boolean isKeyRequired) {
        this.keys = keys;
        this.failedKeys = failedKeys;
        this.anonymous = anonymous;
        this.blocking = blocking;
        this.isKeyRequired = isKeyRequired;
    }

    @Override
    public CompletionStage<LinkVerdict> authenticate(LinkApplication application) {
        Secret key = application.apiKey();
        if (key == null) {
            return isKeyRequired
                    ? CompletableFuture.completedStage(
                            refused(401, "a key is needed", HOW_TO_GET_A_KEY))
                    : blocking.supply(() -> anonymous.accept(application.resumeToken()));
        }
        Optional<Duration> wait = failedKeys.waitFor(application.peer());
        return wait.isPresent()
                ? CompletableFuture.completedStage(tooManyFailures(wait.get()))
                : blocking.supply(() -> judge(key, application.peer()));
    }

    private LinkVerdict judge(Secret key, InetAddress peer) {
        KeyVerdict verdict = keys.judge(KeyText.of(key.reveal()));
        if (verdict instanceof KeyVerdict.Unknown || verdict instanceof KeyVerdict.Mistyped) {
            failedKeys.failed(peer);
        }
        return translate(verdict);
    }

    private static LinkVerdict translate(KeyVerdict verdict) {
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
                            "A newer key of this tunnel took its place, or somebody ended it."
                                    + " Use the newer one.");
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

    private static LinkVerdict tooManyFailures(Duration wait) {
        int seconds = (int) Math.max(1, wait.plusMillis(999).toSeconds());
        return new LinkVerdict.Refused(
                429,
                "too many bad keys from this address",
                "Wait a minute, then try again with the right key.",
                Optional.of(seconds));
    }

    private static LinkVerdict refused(int status, String title, String advice) {
        return new LinkVerdict.Refused(status, title, advice, Optional.empty());
    }
}
