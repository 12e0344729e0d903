package io.terrateam.terratunnel.cli.webhook;

import io.terrateam.terratunnel.webhook.message.WebhookSecret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// Where secrets come from: files, variables, or the person at the terminal; never the command
/// line, which others on the machine can see.
final class SecretOptions {
    private static final int MAX_BYTES = 64 * 1024;

    @Option(
            names = "--secret-file",
            paramLabel = "FILE",
            description =
                    "A file with the secret or public key; a line end at its end is no part of it."
                            + " May be given several times.")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--secret-variable",
            paramLabel = "NAME",
            description =
                    "A variable with the secret or public key. May be given several times. Without"
                            + " any of both you are asked.")
    private List<String> variables = new ArrayList<>();

    /// All secrets that were named; the typed one if none was. Empty where nobody is there to ask.
    List<WebhookSecret> secrets(CommandSpec spec, Surroundings around) {
        List<WebhookSecret> secrets = new ArrayList<>();
        for (Path file : files) {
            secrets.add(new WebhookSecret("file " + file, read(spec, around, file)));
        }
        for (String name : variables) {
            String value = around.environment().get(name);
            if (value == null) {
                throw RequestOptions.fault(
                        spec, "--secret-variable: " + name + " (expected: a variable that is set)");
            }
            secrets.add(WebhookSecret.of("variable " + name, value));
        }
        if (files.isEmpty() && variables.isEmpty()) {
            around.prompt()
                    .get()
                    .ifPresent(typed -> secrets.add(WebhookSecret.of("the terminal", typed)));
        }
        if (secrets.isEmpty()) {
            throw RequestOptions.fault(
                    spec, "a secret is needed: --secret-variable NAME or --secret-file FILE");
        }
        return secrets;
    }

    private static byte[] read(CommandSpec spec, Surroundings around, Path file) {
        try (InputStream in = Files.newInputStream(around.directory().resolve(file))) {
            return withoutLineEnd(in.readNBytes(MAX_BYTES));
        } catch (IOException e) {
            throw RequestOptions.fault(
                    spec, "--secret-file: " + file + " (expected: a file that can be read)");
        }
    }

    private static byte[] withoutLineEnd(byte[] bytes) {
        int end = bytes.length;
        if (end > 0 && bytes[end - 1] == '\n') {
            end--;
        }
        if (end > 0 && end < bytes.length && bytes[end - 1] == '\r') {
            end--;
        }
        return Arrays.copyOf(bytes, end);
    }
}
