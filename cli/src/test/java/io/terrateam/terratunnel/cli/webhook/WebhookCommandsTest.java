package io.terrateam.terratunnel.cli.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class WebhookCommandsTest {
    private static final String SECRET = "whsec_test_secret";
    private static final String STRIPE =
            """
            POST /stripe HTTP/1.1
            Host: hook.example.com
            Stripe-Signature: t=1700000000,v1=d95c6b7477fbd7e9f90b1b0ef5f9c7ac25abca5382460e0d988c2b2a5b71b990

            {"id":"evt_test_webhook","object":"event"}\
            """;

    @TempDir private Path dir;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Instant now = Instant.ofEpochSecond(1_700_000_012);
    private Optional<String> typed = Optional.empty();

    @BeforeEach
    void write() throws IOException {
        Files.writeString(dir.resolve("stripe.http"), STRIPE);
        Files.writeString(dir.resolve("secret"), SECRET + "\r\n");
    }

    @Test
    void validRequestIsZero() {
        assertThat(verify("", "stripe.http", "--secret-file", "secret")).isZero();

        assertThat(out())
                .contains("Stripe (stripe), by what the request says", "evt_test_webhook")
                .contains("Valid: signed 12 s ago with the secret from file secret.");
        assertThat(err()).isEmpty();
    }

    @Test
    void requestMayComeFromStandardInputAndSecretFromAVariable() {
        assertThat(verify(STRIPE, "--secret-variable", "HOOK_SECRET")).isZero();
        assertThat(verify(STRIPE, "-", "--secret-variable", "HOOK_SECRET")).isZero();
        assertThat(out()).contains("variable HOOK_SECRET").doesNotContain(SECRET);
    }

    @Test
    void requestMayBeToldByOptions() throws IOException {
        Files.writeString(
                dir.resolve("body"), STRIPE.lines().reduce((_, last) -> last).orElseThrow());
        String[] told = {
            "--provider",
            "stripe",
            "-H",
            STRIPE.lines().skip(2).findFirst().orElseThrow(),
            "--body",
            "body",
            "--secret-file",
            "secret"
        };

        assertThat(verify("", told)).isZero();
        assertThat(out()).contains("Stripe (stripe)\n");
    }

    @Test
    void secretMayBeTyped() {
        typed = Optional.of(SECRET);

        assertThat(verify("", "stripe.http")).isZero();
        assertThat(out()).contains("the secret from the terminal");
    }

    @Test
    void oldRequestIsOneWithTheReasonAndZeroAsOfItsTime() {
        now = now.plusSeconds(588);

        assertThat(verify("", "stripe.http", "--secret-file", "secret")).isEqualTo(1);
        assertThat(out()).contains("Not valid (too-old)", "600 s ago: 300 s longer than the 300 s");
        assertThat(verify("", "stripe.http", "--secret-file", "secret", "--tolerance", "10m"))
                .isZero();
        assertThat(
                        verify(
                                "",
                                "stripe.http",
                                "--secret-file",
                                "secret",
                                "--at",
                                "2023-11-14T22:13:20Z"))
                .isZero();
    }

    @Test
    void jsonIsOneLineWithTheReason() {
        assertThat(verify(STRIPE + "\n", "--json", "--secret-file", "secret")).isEqualTo(1);

        assertThat(out())
                .isEqualTo(
                        """
                        {"valid":false,"provider":"stripe","event":null,\
                        "delivery":"evt_test_webhook","handshake":null,"url":null,\
                        "reason":"body-changed","message":"The body was changed after it was signed:\
                         a line end was added at its end.","status":401}
                        """);
        assertThat(verify(STRIPE, "--json", "--secret-file", "secret")).isZero();
        assertThat(out())
                .contains(
                        "\"valid\":true",
                        "\"secret\":\"file secret\",\"age_seconds\":12.0,\"covers_body\":true}");
    }

    @Test
    void urlIsMadeOfTheRequestUnlessItIsNamed() {
        String square =
                """
                POST /webhook HTTP/1.1
                Host: example.com
                x-square-hmacsha256-signature: 2kRE5qRU2tR+tBGlDwMEw2avJ7QM4ikPYD/PJ3bd9Og=

                {"hello":"world"}\
                """;

        assertThat(verify(square, "--secret-variable", "SQUARE")).isZero();
        assertThat(out()).contains("URL        https://example.com/webhook\n");
        assertThat(err()).contains("--url names another");
        assertThat(
                        verify(
                                square,
                                "--secret-variable",
                                "SQUARE",
                                "--url",
                                "http://example.com:8080/webhook"))
                .isEqualTo(1);
        assertThat(out())
                .contains(
                        "Not valid (url-differs): The signature fits another URL:"
                                + " https://example.com/webhook (another scheme, another port).");
    }

    @Test
    void strangersTextIsMadeSafe() {
        String request = "POST / HTTP/1.1\nX-GitHub-Event: \u001b[2Jx\n\n{}";

        assertThat(verify(request, "--secret-file", "secret")).isEqualTo(1);
        assertThat(out())
                .contains("Event      \\x1b[2Jx", "header-missing", "X-Hub-Signature-256")
                .doesNotContain("\u001b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stripe.http",
                "stripe.http --secret-variable MISSING",
                "stripe.http --secret-file missing",
                "stripe.http --secret-variable BLANK",
                "missing.http --secret-file secret",
                "secret --secret-file secret",
                "stripe.http --secret-file secret --provider nobody",
                "stripe.http --secret-file secret --at yesterday",
                "stripe.http --secret-file secret --tolerance x",
                "stripe.http --secret-file secret --body stripe.http",
                "--secret-file secret -H nofield",
                "--secret-file secret --body secret",
                "--secret-file secret --provider square --body secret -H"
                        + " x-square-hmacsha256-signature:2kRE5qRU2tR+tBGlDwMEw2avJ7QM4ikPYD/PJ3bd9Og=",
                "--secret abc"
            })
    void whatCanNotBeCheckedIsTwo(String arguments) {
        assertThat(verify("", arguments.split(" "))).isEqualTo(2);
        assertThat(out() + err()).doesNotContain("\tat ").isNotEmpty();
    }

    @Test
    void whatIsSignedIsValidInItsPlace() {
        now = Instant.ofEpochSecond(1_800_000_000);

        assertThat(sign("", "stripe.http", "--secret-file", "secret", "--whole")).isZero();
        String signed = out();

        assertThat(signed)
                .startsWith("POST /stripe HTTP/1.1\r\nHost: hook.example.com\r\n")
                .contains("Stripe-Signature: t=1800000000,v1=")
                .doesNotContain("d95c6b")
                .endsWith(
                        "Content-Length: 42\r\n\r\n{\"id\":\"evt_test_webhook\",\"object\":\"event\"}");
        assertThat(verify(signed, "--secret-file", "secret")).isZero();
    }

    @Test
    void fieldsAreForACommandThatSends() {
        assertThat(
                        sign(
                                "",
                                "--provider",
                                "standard-webhooks",
                                "--body",
                                "stripe.http",
                                "--secret-variable",
                                "STANDARD"))
                .isZero();
        assertThat(out().lines().map(line -> line.split(": ")[0]))
                .containsExactly("webhook-id", "webhook-timestamp", "webhook-signature");
    }

    @Test
    void signatureInTheBodyComesWithTheBody() {
        String mailgun =
                "POST / HTTP/1.1\n\n{\"signature\":{\"timestamp\":\"1\",\"token\":\"t\","
                        + "\"signature\":\"\"}}";

        assertThat(sign(mailgun, "--secret-file", "secret", "--provider", "mailgun")).isEqualTo(2);
        assertThat(err()).contains("--whole");
        assertThat(sign(mailgun, "--secret-file", "secret", "--provider", "mailgun", "--whole"))
                .isZero();
        assertThat(verify(out(), "--secret-file", "secret")).isZero();
        assertThat(out()).contains("It doesn't cover the body.");
    }

    @Test
    void whatOnlyAProviderCanSignIsSaid() {
        assertThat(sign("", "stripe.http", "--secret-file", "secret", "--provider", "discord"))
                .isEqualTo(2);
        assertThat(err()).contains("Only the provider has the private key");
    }

    private int verify(String input, String... arguments) {
        return run(new VerifyCommand(around(input)), arguments);
    }

    private int sign(String input, String... arguments) {
        return run(new SignCommand(around(input)), arguments);
    }

    private int run(Object command, String... arguments) {
        out.reset();
        err.reset();
        CommandLine line = new CommandLine(command);
        line.setErr(new PrintWriter(err, true, UTF_8));
        return line.execute(arguments);
    }

    private Surroundings around(String input) {
        return new Surroundings(
                new ByteArrayInputStream(input.getBytes(UTF_8)),
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8),
                Map.of(
                        "HOOK_SECRET",
                        SECRET,
                        "SQUARE",
                        "asdf1234",
                        "BLANK",
                        " ",
                        "STANDARD",
                        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
                dir,
                Clock.fixed(now, ZoneOffset.UTC),
                () -> typed);
    }

    private String out() {
        return out.toString(UTF_8);
    }

    private String err() {
        return err.toString(UTF_8);
    }
}
