package io.terrateam.terratunnel.webhook;

import io.terrateam.terratunnel.webhook.message.WebhookRequest;
import io.terrateam.terratunnel.webhook.message.WebhookSecret;
import io.terrateam.terratunnel.webhook.scheme.Claim;
import io.terrateam.terratunnel.webhook.scheme.Material;
import io.terrateam.terratunnel.webhook.scheme.Scheme;
import io.terrateam.terratunnel.webhook.scheme.Traits;
import io.terrateam.terratunnel.webhook.verdict.BodyChange;
import io.terrateam.terratunnel.webhook.verdict.Reason;
import io.terrateam.terratunnel.webhook.verdict.Refusal;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Finds out why a signature doesn't fit, by trying what would make it fit.
///
/// Limits: 1,000 tries, and no more than 64 MiB of bodies in all of them.
final class Mismatch {
    private static final int MAX_TRIES = 1_000;
    private static final long MAX_BYTES = 64L << 20;

    private final Scheme scheme;
    private final Traits traits;
    private final WebhookRequest request;
    private final Claim claim;
    private final List<WebhookSecret> secrets;
    private int tries;
    private long triedBytes;

    Mismatch(Scheme scheme, WebhookRequest request, Claim claim, List<WebhookSecret> secrets) {
        this.scheme = scheme;
        this.traits = scheme.traits();
        this.request = request;
        this.claim = claim;
        this.secrets = secrets;
    }

    Reason reason(Material material) {
        return misreadSecret(material)
                .or(() -> changedBody(material))
                .or(() -> otherUrl(material))
                .or(this::wrongLength)
                .or(this::byChecksum)
                .orElseGet(() -> new Reason.NoMatch(traits.coversBody(), traits.coversUrl()));
    }

    private Optional<Reason> misreadSecret(Material material) {
        for (WebhookSecret secret : secrets) {
            Optional<Reason> found =
                    first(
                            SecretVariants.of(secret, traits.keyForm()),
                            variant ->
                                    fits(variant.secret(), material)
                                            ? new Reason.SecretMisread(
                                                    secret.name(), variant.form())
                                            : null);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<Reason> changedBody(Material material) {
        if (!traits.coversBody()) {
            return Optional.empty();
        }
        return first(
                BodyVariants.of(material.body()),
                variant ->
                        anyFits(material.withBody(variant.body()))
                                ? new Reason.BodyChanged(variant.change())
                                : null);
    }

    private Optional<Reason> otherUrl(Material material) {
        String url = material.url();
        if (!traits.coversUrl() || url == null) {
            return Optional.empty();
        }
        return first(
                UrlVariants.of(url, request),
                variant ->
                        anyFits(material.withUrl(variant.url()))
                                ? new Reason.UrlDiffers(variant.changes(), variant.url())
                                : null);
    }

    private Optional<Reason> wrongLength() {
        return request.first("Content-Length")
                .filter(text -> text.matches("[0-9]{1,15}"))
                .map(Long::parseLong)
                .filter(length -> traits.coversBody() && length != request.body().length)
                .map(length ->
                        new Reason.BodyChanged(
                                request.body().length < length
                                        ? BodyChange.CUT
                                        : BodyChange.LENGTHENED));
    }

    /// A checksum that came along says for certain whether it is the body or the secret.
    private Optional<Reason> byChecksum() {
        if (traits.coversUrl()) {
            return Optional.empty();
        }
        return traits.coversBody()
                ? Checksums.agree(request)
                        .map(isIntact ->
                                isIntact
                                        ? new Reason.WrongSecret()
                                        : new Reason.BodyChanged(BodyChange.CHECKSUM))
                : Optional.empty();
    }

    private static <T> Optional<Reason> first(
            Stream<T> variants, Function<T, @Nullable Reason> reason) {
        for (Iterator<T> rest = variants.iterator(); rest.hasNext(); ) {
            Reason found = reason.apply(rest.next());
            if (found != null) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    private boolean anyFits(Material material) {
        return secrets.stream().anyMatch(secret -> fits(secret, material));
    }

    private boolean fits(WebhookSecret secret, Material material) {
        tries++;
        triedBytes += material.body().length;
        if (tries > MAX_TRIES || triedBytes > MAX_BYTES) {
            return false;
        }
        try {
            scheme.check(secret);
            return claim.fits(secret, material);
        } catch (Refusal refusal) {
            return false;
        }
    }
}
