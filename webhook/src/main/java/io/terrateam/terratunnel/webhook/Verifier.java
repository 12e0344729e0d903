package io.terrateam.terratunnel.webhook;

import static java.util.Objects.requireNonNull;

import io.terrateam.terratunnel.webhook.message.WebhookRequest;
import io.terrateam.terratunnel.webhook.message.WebhookSecret;
import io.terrateam.terratunnel.webhook.provider.WebhookProvider;
import io.terrateam.terratunnel.webhook.scheme.Claim;
import io.terrateam.terratunnel.webhook.scheme.Material;
import io.terrateam.terratunnel.webhook.scheme.Traits;
import io.terrateam.terratunnel.webhook.verdict.Reason;
import io.terrateam.terratunnel.webhook.verdict.Refusal;
import io.terrateam.terratunnel.webhook.verdict.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Checks signatures, and finds out why one doesn't fit.
///
/// Thread: any. Limits: bodies up to 64 MiB; what is tried for an explanation is bounded by
/// [Mismatch]. Failure: whatever a request contains, the answer is a [Verdict].
public final class Verifier {
    /// The longest body that is looked at.
    public static final int MAX_BODY_BYTES = 64 << 20;

    private final Clock clock;
    private final Optional<Duration> tolerance;

    /// A verifier that takes each provider's own tolerance.
    public Verifier(Clock clock) {
        this(clock, Optional.empty());
    }

    private Verifier(Clock clock, Optional<Duration> tolerance) {
        this.clock = requireNonNull(clock, "clock");
        this.tolerance = tolerance;
    }

    /// The same with another tolerance, for all providers that say when they signed.
    public Verifier within(Duration other) {
        if (other.isNegative()) {
            throw new IllegalArgumentException("tolerance: " + other + " (expected: >= 0)");
        }
        return new Verifier(clock, Optional.of(other));
    }

    /// Checks a request.
    ///
    /// @param url the public URL to which it was sent, if that is known; only some schemes need it
    /// @param secrets any of them may fit: two while one is being replaced
    public Verdict verify(
            WebhookProvider provider,
            WebhookRequest request,
            @Nullable String url,
            List<WebhookSecret> secrets) {
        try {
            return judged(provider, request, Material.of(request, url), secrets);
        } catch (Refusal refusal) {
            return new Verdict.Invalid(refusal.reason());
        }
    }

    private Verdict judged(
            WebhookProvider provider,
            WebhookRequest request,
            Material material,
            List<WebhookSecret> secrets)
            throws Refusal {
        if (material.body().length > MAX_BODY_BYTES) {
            throw new Refusal(new Reason.BodyTooBig(material.body().length, MAX_BODY_BYTES));
        }
        Claim claim = provider.scheme().read(request);
        if (secrets.isEmpty()) {
            throw new Refusal(new Reason.NoSecret());
        }
        Refusal unusable = null;
        for (WebhookSecret secret : secrets) {
            try {
                if (claim.fits(secret, material)) {
                    return inTime(provider.scheme().traits(), claim, secret);
                }
            } catch (Refusal refusal) {
                unusable = unusable == null ? refusal : unusable;
            }
        }
        if (unusable != null) {
            throw unusable;
        }
        return new Verdict.Invalid(
                new Mismatch(provider.scheme(), request, claim, secrets).reason(material));
    }

    /// The window is looked at last, so that a wrong secret is not called too old.
    private Verdict inTime(Traits traits, Claim claim, WebhookSecret secret) {
        Instant now = clock.instant();
        Optional<Duration> age = claim.signedAt().map(signedAt -> Duration.between(signedAt, now));
        Duration allowed = tolerance.or(traits::tolerance).orElse(null);
        if (age.isPresent() && allowed != null) {
            Duration since = age.get();
            if (since.compareTo(allowed) > 0) {
                return new Verdict.Invalid(new Reason.TooOld(secret.name(), since, allowed));
            }
            if (since.negated().compareTo(allowed) > 0) {
                return new Verdict.Invalid(
                        new Reason.InFuture(secret.name(), since.negated(), allowed));
            }
        }
        return new Verdict.Valid(secret.name(), age, traits.coversBody());
    }
}
