package io.terrateam.terratunnel.cli.webhook;

import io.terrateam.terratunnel.webhook.message.Field;
import io.terrateam.terratunnel.webhook.message.RawHttp;
import io.terrateam.terratunnel.webhook.message.WebhookRequest;
import io.terrateam.terratunnel.webhook.provider.WebhookProvider;
import io.terrateam.terratunnel.webhook.provider.WebhookProviders;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/// Which request a command is about: written out as HTTP in a file or on standard input, or told by
/// options.
///
/// Limits: 64 MiB.
final class RequestOptions {
    private static final int MAX_BYTES = 64 << 20;
    private static final String STANDARD_INPUT = "-";

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description =
                    "The request as it is on the wire: request line, header, empty line, body. - or"
                            + " nothing is standard input.")
    private @Nullable String file;

    @Option(
            names = "--provider",
            paramLabel = "ID",
            description = "Whose webhook it is: see docs/webhooks.md. Recognized if not named.")
    private @Nullable String provider;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description =
                    "The public URL with path and query, which some providers sign. If nothing is"
                            + " said, https:// and the Host field and path of the request.")
    private @Nullable String url;

    @Option(
            names = {"-H", "--header"},
            paramLabel = "FIELD",
            description = "Instead of a file: a header field, such as 'X-GitHub-Event: push'.")
    private List<String> fields = new ArrayList<>();

    @Option(
            names = "--body",
            paramLabel = "FILE",
            description =
                    "Instead of a file with the whole request: one with its body. - reads it"
                            + " from standard input.")
    private @Nullable String bodyFile;

    @Option(
            names = "--method",
            paramLabel = "METHOD",
            defaultValue = "POST",
            description = "The method that goes with them, ${DEFAULT-VALUE} if not named.")
    private String method = "POST";

    /// The request.
    WebhookRequest request(CommandSpec spec, Surroundings around) {
        boolean isTold = !fields.isEmpty() || bodyFile != null;
        if (isTold && file != null) {
            throw fault(spec, "FILE: " + file + " (expected: that, or --header and --body)");
        }
        if (!isTold) {
            byte[] bytes = read(spec, around, "FILE", file == null ? STANDARD_INPUT : file);
            try {
                return RawHttp.parse(bytes);
            } catch (IllegalArgumentException e) {
                throw fault(spec, "FILE: " + e.getMessage());
            }
        }
        byte[] body = bodyFile == null ? new byte[0] : read(spec, around, "--body", bodyFile);
        return new WebhookRequest(method, target(spec), parsedFields(spec), body);
    }

    private List<Field> parsedFields(CommandSpec spec) {
        try {
            // Above ASCII a field's bytes are what the terminal's UTF-8 makes of its characters.
            return fields.stream()
                    .map(text ->
                            new String(
                                    text.getBytes(StandardCharsets.UTF_8),
                                    StandardCharsets.ISO_8859_1))
                    .map(RawHttp::field)
                    .toList();
        } catch (IllegalArgumentException e) {
            throw fault(spec, "--header: " + e.getMessage());
        }
    }

    /// Path and query of the URL, as it spells them.
    private String target(CommandSpec spec) {
        if (url == null) {
            return "/";
        }
        String rest = url.replaceFirst("(?i)^https?://[^/?#]*", "");
        if (rest.equals(url)) {
            throw fault(spec, "--url: it does not begin with http:// or https://");
        }
        String path = rest.replaceFirst("#.*", "");
        return path.startsWith("/") ? path : "/" + path;
    }

    private static byte[] read(CommandSpec spec, Surroundings around, String what, String name) {
        Path path = around.directory().resolve(name);
        try (InputStream in =
                name.equals(STANDARD_INPUT) ? around.in() : Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw fault(spec, what + ": more than " + MAX_BYTES + " bytes");
            }
            return bytes;
        } catch (IOException e) {
            throw fault(spec, what + ": " + name + " (expected: a file that can be read)");
        }
    }

    /// The provider that was named.
    Optional<WebhookProvider> provider(CommandSpec spec) {
        if (provider == null) {
            return Optional.empty();
        }
        return Optional.of(
                WebhookProviders.byId(provider)
                        .orElseThrow(() ->
                                fault(
                                        spec,
                                        "--provider: "
                                                + provider
                                                + " (expected: one of "
                                                + ids()
                                                + ")")));
    }

    private static String ids() {
        return String.join(
                ", ", WebhookProviders.ALL.stream().map(WebhookProvider::id).sorted().toList());
    }

    /// Whether the URL was named, and not made of the request.
    boolean namesUrl() {
        return url != null;
    }

    /// The public URL: named, or as the request has it.
    Optional<String> publicUrl(WebhookRequest request) {
        if (url != null) {
            return Optional.of(url);
        }
        if (request.target().matches("(?i)https?://.*")) {
            return Optional.of(request.target());
        }
        return request.first("Host").map(host -> "https://" + host + request.target());
    }

    static ParameterException fault(CommandSpec spec, String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
