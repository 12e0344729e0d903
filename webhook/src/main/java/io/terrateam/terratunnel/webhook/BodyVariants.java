package io.terrateam.terratunnel.webhook;

import io.terrateam.terratunnel.webhook.coding.Encoding;
import io.terrateam.terratunnel.webhook.json.Json;
import io.terrateam.terratunnel.webhook.json.JsonReader;
import io.terrateam.terratunnel.webhook.json.JsonStyle;
import io.terrateam.terratunnel.webhook.json.JsonWriter;
import io.terrateam.terratunnel.webhook.verdict.BodyChange;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/// What a body may have been when it was signed, if somebody on the way changed it.
///
/// Limits: JSON is rewritten up to 1 MiB, gzip unpacked up to 8 MiB.
final class BodyVariants {
    private static final int MAX_JSON_BYTES = 1 << 20;
    private static final int MAX_UNPACKED_BYTES = 8 << 20;
    private static final byte[] MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
    private static final byte[] LF = {'\n'};
    private static final byte[] CRLF = {'\r', '\n'};

    private BodyVariants() {}

    /// A body as it may have been, and what then was done to it.
    record Variant(BodyChange change, byte[] body) {}

    /// Those that differ from `body`, each made when it is asked for, the cheap ones first.
    static Stream<Variant> of(byte[] body) {
        return Stream.of(lineEnds(body), marks(body), texts(body), packings(body), rewritten(body))
                .flatMap(variants -> variants)
                .filter(variant -> !Arrays.equals(variant.body(), body));
    }

    private static Stream<Variant> lineEnds(byte[] body) {
        Stream<Variant> shorter =
                Stream.of(CRLF, LF)
                        .filter(end -> endsWith(body, end))
                        .map(end ->
                                new Variant(
                                        BodyChange.LINE_END_ADDED,
                                        Arrays.copyOf(body, body.length - end.length)));
        Stream<Supplier<Variant>> others =
                Stream.of(
                        () -> new Variant(BodyChange.LINE_END_REMOVED, joined(body, LF)),
                        () -> new Variant(BodyChange.LINE_END_REMOVED, joined(body, CRLF)),
                        () -> replaced(BodyChange.LINE_ENDS_TO_CRLF, body, "\r\n", "\n"),
                        () -> replaced(BodyChange.LINE_ENDS_TO_LF, body, "\n", "\r\n"),
                        () -> new Variant(BodyChange.ADDED, new byte[0]));
        return Stream.concat(shorter, others.map(Supplier::get));
    }

    private static Variant replaced(BodyChange change, byte[] body, String from, String to) {
        String text = latin1(body);
        // A lone LF beside CR LF would not survive: only what has one kind of line end.
        boolean isMixed = from.equals("\n") && text.contains("\r\n");
        return new Variant(
                change,
                isMixed ? body : text.replace(from, to).getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Stream<Variant> marks(byte[] body) {
        boolean isMarked =
                body.length >= MARK.length && Arrays.equals(Arrays.copyOf(body, MARK.length), MARK);
        return Stream.of(
                isMarked
                        ? new Variant(
                                BodyChange.MARK_ADDED,
                                Arrays.copyOfRange(body, MARK.length, body.length))
                        : new Variant(BodyChange.MARK_REMOVED, joined(MARK, body)));
    }

    private static Stream<Variant> texts(byte[] body) {
        return Stream.of(StandardCharsets.ISO_8859_1, Charset.forName("windows-1252"))
                .flatMap(other ->
                        Stream.concat(
                                transcoded(body, StandardCharsets.UTF_8, other),
                                transcoded(body, other, StandardCharsets.UTF_8)))
                .map(bytes -> new Variant(BodyChange.CHARSET, bytes));
    }

    private static Stream<byte[]> transcoded(byte[] body, Charset from, Charset to) {
        try {
            ByteBuffer bytes =
                    to.newEncoder().encode(from.newDecoder().decode(ByteBuffer.wrap(body)));
            byte[] result = new byte[bytes.remaining()];
            bytes.get(result);
            return Stream.of(result);
        } catch (CharacterCodingException e) {
            return Stream.empty();
        }
    }

    private static Stream<Variant> packings(byte[] body) {
        return Stream.<Optional<Variant>>of(unpacked(body), base64(body), Optional.of(asForm(body)))
                .flatMap(Optional::stream);
    }

    private static Optional<Variant> unpacked(byte[] body) {
        if (body.length < 2 || body[0] != 0x1f || body[1] != (byte) 0x8b) {
            return Optional.empty();
        }
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(body))) {
            byte[] plain = gzip.readNBytes(MAX_UNPACKED_BYTES);
            return Optional.of(new Variant(BodyChange.COMPRESSED, plain));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<Variant> base64(byte[] body) {
        return Encoding.BASE64
                .decode(latin1(body).strip())
                .map(bytes -> new Variant(BodyChange.BASE64, bytes));
    }

    private static Variant asForm(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        String form = "payload=" + URLEncoder.encode(text, StandardCharsets.UTF_8);
        return new Variant(BodyChange.TAKEN_FROM_FORM, form.getBytes(StandardCharsets.US_ASCII));
    }

    private static Stream<Variant> rewritten(byte[] body) {
        Optional<Json> json =
                body.length > MAX_JSON_BYTES ? Optional.empty() : JsonReader.read(body);
        List<byte[]> ends = List.of(new byte[0], LF);
        return json.stream()
                .flatMap(value ->
                        JsonStyle.common().stream().map(style -> JsonWriter.write(value, style)))
                .flatMap(bytes -> ends.stream().map(end -> joined(bytes, end)))
                .map(bytes -> new Variant(BodyChange.JSON_REWRITTEN, bytes));
    }

    private static boolean endsWith(byte[] body, byte[] end) {
        return body.length >= end.length
                && Arrays.equals(
                        Arrays.copyOfRange(body, body.length - end.length, body.length), end);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] joined = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, joined, first.length, second.length);
        return joined;
    }

    private static String latin1(byte[] body) {
        return new String(body, StandardCharsets.ISO_8859_1);
    }
}
