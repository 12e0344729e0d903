package io.terrateam.terratunnel.webhook;

import static java.util.Objects.requireNonNull;

import io.terrateam.terratunnel.webhook.message.WebhookRequest;
import io.terrateam.terratunnel.webhook.message.WebhookSecret;
import io.terrateam.terratunnel.webhook.provider.WebhookProvider;
import io.terrateam.terratunnel.webhook.scheme.Resigned;
import io.terrateam.terratunnel.webhook.scheme.Unsigned;
import io.terrateam.terratunnel.webhook.verdict.Reason;
import io.terrateam.terratunnel.webhook.verdict.Refusal;
import java.time.Clock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Signs a request as its provider would now, so that a replay is not refused as too old.
///
/// Thread: any.
public final class Signer {
    private final Clock clock;
    private final Supplier<String> newIds;

    /// A signer.
    ///
    /// @param newIds makes delivery ids for requests that have none
    public Signer(Clock clock, Supplier<String> newIds) {
        this.clock = requireNonNull(clock, "clock");
        this.newIds = requireNonNull(newIds, "newIds");
    }

    /// What became of signing.
    public sealed interface Outcome {
        /// It is signed.
        ///
        /// @param changes what differs
        /// @param request with them
        record Signed(Resigned changes, WebhookRequest request) implements Outcome {}

        /// It can't be.
        record NotSigned(Reason reason) implements Outcome {}
    }

    /// Signs a request. A delivery id that it has stays.
    ///
    /// @param url the public URL to which it will be sent, if that is known
    public Outcome sign(
            WebhookProvider provider,
            WebhookRequest request,
            @Nullable String url,
            WebhookSecret secret) {
        try {
            Unsigned unsigned = new Unsigned(request, url, clock.instant(), newIds.get());
            Resigned changes = provider.scheme().sign(unsigned, secret);
            return new Outcome.Signed(changes, changes.appliedTo(request));
        } catch (Refusal refusal) {
            return new Outcome.NotSigned(refusal.reason());
        }
    }
}
