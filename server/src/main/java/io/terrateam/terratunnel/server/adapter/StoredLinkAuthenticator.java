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
                            KeyAnswers.refused(401, "a key is needed", KeyAnswers.HOW_TO_GET_A_KEY))
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
        return KeyAnswers.of(verdict);
    }

    private static LinkVerdict tooManyFailures(Duration wait) {
        int seconds = (int) Math.max(1, wait.plusMillis(999).toSeconds());
        return new LinkVerdict.Refused(
                429,
                "too many bad keys from this address",
                "Wait a minute, then try again with the right key.",
                Optional.of(seconds));
    }
}
