package io.terrateam.terratunnel.cli.requestlog;

import io.terrateam.terratunnel.cli.requestlog.CapturedExchange.Field;
import io.terrateam.terratunnel.cli.terminal.SafeText;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Writes an exchange as the request log shows it: the sections of the Python original, with bodies
/// that were streamed too.
final class EntryText {
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSxxx", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);
    private static final int RULE_LENGTH = 80;

    private final StringBuilder text = new StringBuilder();

    private EntryText() {}

    /// The whole entry, with the empty line at its end.
    static String of(CapturedExchange exchange) {
        EntryText entry = new EntryText();
        entry.line("=".repeat(RULE_LENGTH));
        entry.line("REQUEST ID: " + exchange.id());
        entry.line("TIMESTAMP: " + TIMESTAMP.format(exchange.startedAt()));
        entry.line("");
        entry.line("REQUEST: " + SafeText.of(exchange.method() + " " + exchange.path()));
        entry.requestFields(exchange);
        entry.body("REQUEST BODY:", exchange.requestFields(), exchange.requestBody());
        entry.line("");
        entry.line("RESPONSE: " + (exchange.status().isEmpty() ? "none" : exchange.status()));
        entry.fields("RESPONSE HEADERS:", exchange.responseFields());
        entry.body("RESPONSE BODY:", exchange.responseFields(), exchange.responseBody());
        if (!exchange.brokenBy().isEmpty()) {
            entry.line("BROKEN OFF: " + SafeText.of(exchange.brokenBy()));
        }
        entry.line("");
        return entry.text.toString();
    }

    private void requestFields(CapturedExchange exchange) {
        boolean hasHost =
                exchange.requestFields().stream().anyMatch(f -> f.name().equalsIgnoreCase("host"));
        List<Field> fields = new ArrayList<>();
        if (!hasHost && !exchange.authority().isEmpty()) {
            fields.add(new Field("host", exchange.authority()));
        }
        fields.addAll(exchange.requestFields());
        fields("REQUEST HEADERS:", fields);
    }

    private void fields(String title, List<Field> fields) {
        if (fields.isEmpty()) {
            return;
        }
        line(title);
        for (Field field : fields) {
            line(
                    "  "
                            + SafeText.of(field.name())
                            + ": "
                            + SafeText.of(Masking.value(field.name(), field.value())));
        }
    }

    private void body(String title, List<Field> fields, CapturedBody body) {
        if (body.total() == 0) {
            return;
        }
        line(title);
        boolean isEncoded =
                fields.stream()
                        .anyMatch(f ->
                                f.name().equalsIgnoreCase("content-encoding")
                                        && !f.value().equalsIgnoreCase("identity"));
        Optional<String> readable =
                isEncoded ? Optional.empty() : text(body.bytes(), body.leftOut() > 0);
        if (readable.isPresent()) {
            readable.get().lines().forEach(bodyLine -> line("  " + SafeText.ofLine(bodyLine)));
            if (body.leftOut() > 0) {
                line("  [" + body.leftOut() + " more bytes left out]");
            }
        } else {
            line("  [Binary data: " + body.total() + " bytes]");
        }
    }

    /// The bytes as UTF-8; empty where they are none, or hold a NUL. A character cut off at the end
    /// is left out.
    private static Optional<String> text(byte[] bytes, boolean isCut) {
        CharsetDecoder decoder =
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
        CharBuffer decoded = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(ByteBuffer.wrap(bytes), decoded, !isCut);
        String text = decoded.flip().toString();
        return result.isError() || text.indexOf('\0') >= 0 ? Optional.empty() : Optional.of(text);
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
