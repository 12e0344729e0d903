package io.terrateam.terratunnel.cli.webhook;

import io.terrateam.terratunnel.cli.terminal.SafeText;
import io.terrateam.terratunnel.webhook.Signer;
import io.terrateam.terratunnel.webhook.json.Json;
import io.terrateam.terratunnel.webhook.json.JsonStyle;
import io.terrateam.terratunnel.webhook.json.JsonWriter;
import io.terrateam.terratunnel.webhook.message.Field;
import io.terrateam.terratunnel.webhook.message.WebhookRequest;
import io.terrateam.terratunnel.webhook.message.WebhookSecret;
import io.terrateam.terratunnel.webhook.provider.Recognition;
import io.terrateam.terratunnel.webhook.provider.WebhookProvider;
import io.terrateam.terratunnel.webhook.scheme.Resigned;
import io.terrateam.terratunnel.webhook.verdict.Explanation;
import io.terrateam.terratunnel.webhook.verdict.Reason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `terratunnel sign`: makes a webhook's signature, as its provider would now.
@Command(
        name = "sign",
        description =
                "Signs a webhook as its provider would now, and prints the header fields for it.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class SignCommand implements Callable<Integer> {
    private static final int MISCONFIGURED = 500;

    private final Surroundings around;

    @Spec private CommandSpec spec = CommandSpec.create();
    @Mixin private RequestOptions requests = new RequestOptions();
    @Mixin private SecretOptions secrets = new SecretOptions();

    @Option(
            names = "--whole",
            description = "Print the whole request with the signature in it, as HTTP/1.1.")
    private boolean isWhole;

    @Option(names = "--json", description = "Print one line of JSON, with the body in Base64.")
    private boolean isJson;

    /// The command in these surroundings.
    public SignCommand(Surroundings around) {
        this.around = around;
    }

    @Override
    public Integer call() {
        var named = requests.provider(spec);
        WebhookRequest request = requests.request(spec, around);
        WebhookProvider provider =
                named.or(() -> Recognition.of(request).provider())
                        .orElseThrow(() ->
                                RequestOptions.fault(
                                        spec,
                                        "the request is no known provider's (expected: --provider"
                                                + " to say whose it is)"));
        WebhookSecret secret = secrets.secrets(spec, around).getFirst();
        Signer signer = new Signer(around.clock(), () -> "msg_" + UUID.randomUUID());
        return switch (signer.sign(
                provider, request, requests.publicUrl(request).orElse(null), secret)) {
            case Signer.Outcome.Signed(Resigned changes, WebhookRequest signed) ->
                    print(request, changes, signed);
            case Signer.Outcome.NotSigned(Reason reason) -> {
                around.err().println("Not signed: " + SafeText.of(Explanation.text(reason)));
                yield Explanation.status(reason) == MISCONFIGURED
                        ? ExitCode.USAGE
                        : ExitCode.SOFTWARE;
            }
        };
    }

    private int print(WebhookRequest request, Resigned changes, WebhookRequest signed) {
        boolean isNewBody = changes.body() != request.body();
        if (isJson) {
            around.out().println(json(changes));
        } else if (isWhole) {
            around.out().writeBytes(bytes(signed));
        } else if (isNewBody) {
            throw RequestOptions.fault(
                    spec, "this signature stands in the body (expected: --whole or --json)");
        } else {
            changes.fields().forEach(field -> around.out().println(SafeText.of(line(field))));
        }
        around.out().flush();
        return ExitCode.OK;
    }

    private static String line(Field field) {
        return field.name() + ": " + field.value();
    }

    private static String json(Resigned changes) {
        List<Json.Member> headers = new ArrayList<>();
        changes.fields().forEach(field -> headers.add(text(field.name(), field.value())));
        return JsonWriter.text(
                new Json.Members(
                        List.of(
                                new Json.Member("headers", new Json.Members(headers)),
                                text("body", Base64.getEncoder().encodeToString(changes.body())))),
                JsonStyle.COMPACT);
    }

    private static Json.Member text(String name, String value) {
        return new Json.Member(name, new Json.Text(value, 0, 0));
    }

    /// As on the wire. What was chunked is written in one piece, with its length.
    private static byte[] bytes(WebhookRequest request) {
        StringBuilder head = new StringBuilder();
        head.append(request.method()).append(' ').append(request.target()).append(" HTTP/1.1\r\n");
        boolean hasLength = false;
        for (Field field : request.fields()) {
            boolean isChunked = field.name().equalsIgnoreCase("Transfer-Encoding");
            hasLength |= field.name().equalsIgnoreCase("Content-Length");
            if (!isChunked) {
                head.append(line(field)).append("\r\n");
            }
        }
        if (!hasLength) {
            head.append("Content-Length: ").append(request.body().length).append("\r\n");
        }
        byte[] first = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = Arrays.copyOf(first, first.length + request.body().length);
        System.arraycopy(request.body(), 0, all, first.length, request.body().length);
        return all;
    }
}
