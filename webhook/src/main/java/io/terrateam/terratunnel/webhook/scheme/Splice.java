package io.terrateam.terratunnel.webhook.scheme;

import io.terrateam.terratunnel.webhook.json.Json;
import io.terrateam.terratunnel.webhook.verdict.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;

/// Replaces a few bytes of a body and leaves the others.
///
/// @param start the first byte that goes
/// @param end the first behind it that stays
/// @param by what comes in their place
record Splice(int start, int end, byte[] by) {

    /// Another text or number in place of a JSON value of that kind.
    static Splice of(String where, Json old, String text) throws Refusal {
        return switch (old) {
            case Json.Text(_, int start, int end) ->
                    new Splice(start, end, bytes('"' + text + '"'));
            case Json.Numeral(_, int start, int end) -> new Splice(start, end, bytes(text));
            case Json.Members _, Json.Items _, Json.Truth _, Json.Nothing _ ->
                    throw Refusal.malformed(where, "neither text nor number");
        };
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /// `body` with all of them done.
    static byte[] apply(byte[] body, List<Splice> splices) {
        byte[] result = body;
        List<Splice> fromTheEnd =
                splices.stream().sorted(Comparator.comparingInt(Splice::start).reversed()).toList();
        for (Splice splice : fromTheEnd) {
            result = splice.applied(result);
        }
        return result;
    }

    private byte[] applied(byte[] body) {
        byte[] result = new byte[body.length - (end - start) + by.length];
        System.arraycopy(body, 0, result, 0, start);
        System.arraycopy(by, 0, result, start, by.length);
        System.arraycopy(body, end, result, start + by.length, body.length - end);
        return result;
    }
}
