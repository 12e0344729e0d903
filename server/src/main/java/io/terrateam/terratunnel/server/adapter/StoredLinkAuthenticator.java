package io.terrateam.terratunnel.server.adapter;

import io.terrateam.terratunnel.control.apikey.AttemptLimit;
import io.terrateam.terratunnel.control.apikey.KeyCheck;
import io.terrateam.terratunnel.control.apikey.KeyText;
import io.terrateam.terratunnel.control.apikey.KeyVerdict;
import io.terrateam.terratunnel.control.reservation.AnonymousNames;
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
/// bad keys, or takes too many anonymous names, waits ([AttemptLimit]).
public final class StoredLinkAuthenticator implements LinkAuthenticator {
    private final KeyCheck keys;
    private final KeyAnswers answers;
    private final Limits limits;
    private final Optional<AnonymousTunnels> anonymous;
    private final BlockingWork blocking;

    /// How often an address may try.
    ///
    /// @param badKeys keys that are none
    /// @param newNames anonymous names that were not there before
    public record Limits(AttemptLimit badKeys, AttemptLimit newNames) {}

    /// @param anonymous names for whoever has no key; empty where nobody gets in without one
    public StoredLinkAuthenticator(
            KeyCheck keys,
            KeyAnswers answers,
            Limits limits,
            Optional<AnonymousNames> anonymous,
            BlockingWork blocking) {
        this.keys = keys;
        this.answers = answers;
        this.limits = limits;
        this.anonymous = anonymous.map(AnonymousTunnels::new);
        this.blocking = blocking;
    }

    @Override
    public CompletionStage<LinkVerdict> authenticate(LinkApplication application) {
        Secret key = application.apiKey();
        if (key == null) {
            return anonymous
                    .map(tunnels -> blocking.supply(() -> withoutKey(tunnels, application)))
                    .orElseGet(() -> CompletableFuture.completedStage(answers.keyNeeded()));
        }
        Optional<Duration> wait = limits.badKeys().waitFor(application.peer());
        return wait.isPresent()
                ? CompletableFuture.completedStage(
                        tooOften(
                                "too many bad keys from this address",
                                "Wait a minute, then try again with the right key.",
                                wait.get()))
                : blocking.supply(() -> judge(key, application.peer()));
    }

    private LinkVerdict judge(Secret key, InetAddress peer) {
        KeyVerdict verdict = keys.judge(KeyText.of(key.reveal()));
        if (verdict instanceof KeyVerdict.Unknown || verdict instanceof KeyVerdict.Mistyped) {
            limits.badKeys().count(peer);
        }
        return answers.of(verdict);
    }

    private LinkVerdict withoutKey(AnonymousTunnels tunnels, LinkApplication application) {
        Optional<LinkVerdict.Accepted> resumed = tunnels.resume(application.resumeToken());
        if (resumed.isPresent()) {
            return resumed.get();
        }
        InetAddress peer = application.peer();
        if (peer.isLoopbackAddress()) {
            return tunnels.fresh();
        }
        Optional<Duration> wait = limits.newNames().waitFor(peer);
        if (wait.isPresent()) {
            return tooOften(
                    "too many new tunnels from this address",
                    "Wait a minute, then try again.",
                    wait.get());
        }
        limits.newNames().count(peer);
        return tunnels.fresh();
    }

    private static LinkVerdict tooOften(String title, String advice, Duration wait) {
        int seconds = (int) Math.max(1, wait.plusMillis(999).toSeconds());
        return new LinkVerdict.Refused(429, title, advice, Optional.of(seconds));
    }
}
