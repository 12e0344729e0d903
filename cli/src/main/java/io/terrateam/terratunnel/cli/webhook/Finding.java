package io.terrateam.terratunnel.cli.webhook;

import io.terrateam.terratunnel.webhook.provider.Recognition;
import io.terrateam.terratunnel.webhook.provider.WebhookProvider;
import io.terrateam.terratunnel.webhook.verdict.Explanation;
import io.terrateam.terratunnel.webhook.verdict.Reason;
import io.terrateam.terratunnel.webhook.verdict.Verdict;
import java.util.Optional;

/// What was found out about a request.
///
/// @param isNamed whether the user has named the provider
/// @param url the public URL, where the provider signs it
record Finding(
        WebhookProvider provider,
        boolean isNamed,
        Recognition seen,
        Optional<String> url,
        Verdict verdict) {
    private static final int MISCONFIGURED = 500;

    /// Why it is not valid.
    Optional<Reason> reason() {
        return switch (verdict) {
            case Verdict.Valid _ -> Optional.empty();
            case Verdict.Invalid(Reason reason) -> Optional.of(reason);
        };
    }

    /// Whether it is the user's settings that don't let it be checked.
    boolean isMisconfigured() {
        return reason().filter(why -> Explanation.status(why) == MISCONFIGURED).isPresent();
    }
}
