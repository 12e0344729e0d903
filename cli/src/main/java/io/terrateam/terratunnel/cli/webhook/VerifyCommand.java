package io.terrateam.terratunnel.cli.webhook;

import io.terrateam.terratunnel.cli.config.Durations;
import io.terrateam.terratunnel.webhook.Verifier;
import io.terrateam.terratunnel.webhook.message.WebhookRequest;
import io.terrateam.terratunnel.webhook.message.WebhookSecret;
import io.terrateam.terratunnel.webhook.provider.Recognition;
import io.terrateam.terratunnel.webhook.provider.WebhookProvider;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `terratunnel verify`: checks a webhook's signature and says why it isn't valid.
@Command(
        name = "verify",
        description =
                "Checks the signature of a webhook, and says why it is not valid. Ends with 0 if it"
                        + " is, with 1 if not.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class VerifyCommand implements Callable<Integer> {
    private final Surroundings around;

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private RequestOptions requests = new RequestOptions();
    @Mixin private SecretOptions secrets = new SecretOptions();

    @Option(
            names = "--tolerance",
            paramLabel = "TIME",
            description =
                    "How far the time of signing may be off, either way, instead of the provider's"
                            + " own window.")
    private @Nullable String tolerance;

    @Option(
            names = "--at",
            paramLabel = "TIME",
            description =
                    "Check as of that time, such as 2026-11-23T12:00:00Z, instead of now: for a"
                            + " request that was kept.")
    private @Nullable String at;

    @Option(names = "--json", description = "Print one line of JSON.")
    private boolean isJson;

    /// The command in these surroundings.
    public VerifyCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        Verifier verifier = verifier();
        Optional<WebhookProvider> named = requests.provider(spec);
        WebhookRequest request = requests.request(spec, around);
        Recognition seen = Recognition.of(request);
        List<WebhookProvider> candidates =
                named.map(List::of).orElseGet(() -> likely(seen, request));
        List<WebhookSecret> keys = secrets.secrets(spec, around);
        Optional<String> url = requests.publicUrl(request);

        List<Finding> findings =
                candidates.stream()
                        .map(provider ->
                                new Finding(
                                        provider,
                                        named.isPresent(),
                                        seen,
                                        url.filter(_ -> provider.scheme().traits().coversUrl()),
                                        verifier.verify(provider, request, url.orElse(null), keys)))
                        .toList();
        Finding finding =
                findings.stream()
                        .filter(each -> each.verdict().isValid())
                        .findFirst()
                        .orElse(findings.getFirst());
        print(finding);
        if (finding.verdict().isValid()) {
            return ExitCode.OK;
        }
        return finding.isMisconfigured() ? ExitCode.USAGE : ExitCode.SOFTWARE;
    }

    /// Those whose signature seems to be there, or the likeliest where none is.
    private List<WebhookProvider> likely(Recognition seen, WebhookRequest request) {
        List<WebhookProvider> signed =
                seen.candidates().stream()
                        .filter(provider -> provider.scheme().appearsIn(request))
                        .toList();
        if (!signed.isEmpty()) {
            return signed;
        }
        return List.of(
                seen.provider()
                        .orElseThrow(() ->
                                RequestOptions.fault(
                                        spec,
                                        "the request is no known provider's (expected: --provider"
                                                + " to say whose it is)")));
    }

    private Verifier verifier() {
        Clock clock = at == null ? around.clock() : Clock.fixed(time(at), ZoneOffset.UTC);
        Verifier verifier = new Verifier(clock);
        if (tolerance == null) {
            return verifier;
        }
        return verifier.within(
                Durations.parse(tolerance)
                        .orElseThrow(() ->
                                RequestOptions.fault(
                                        spec,
                                        "--tolerance: "
                                                + tolerance
                                                + " (expected: a time such as 5s or 10m)")));
    }

    private Instant time(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw RequestOptions.fault(
                    spec, "--at: " + text + " (expected: a time such as 2026-11-23T12:00:00Z)");
        }
    }

    private void print(Finding finding) {
        if (isJson) {
            around.out().println(FindingText.json(finding));
        } else {
            FindingText.lines(finding).forEach(around.out()::println);
            if (finding.url().isPresent() && !requests.namesUrl()) {
                around.err().println("The URL is made of the request; --url names another.");
            }
        }
        around.out().flush();
    }
}
