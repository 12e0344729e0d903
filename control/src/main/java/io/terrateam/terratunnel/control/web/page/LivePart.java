package io.terrateam.terratunnel.control.web.page;

import io.terrateam.terratunnel.control.web.Answer;
import io.terrateam.terratunnel.control.web.Call;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;

/// A part of a page that its script asks for again and again: whoever has it already gets 304.
public final class LivePart {
    private static final int TAG_DIGITS = 32;

    private LivePart() {}

    /// The part, or that it is still the same.
    public static Answer answer(Call call, byte[] part) {
        String tag = '"' + hash(part) + '"';
        Optional<String> known = call.request().value("if-none-match");
        Answer answer =
                known.filter(tag::equals).isPresent() ? Answer.empty(304) : Answer.html(200, part);
        return answer.with("ETag", tag);
    }

    private static String hash(byte[] part) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(part);
            return HexFormat.of().formatHex(digest).substring(0, TAG_DIGITS);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SHA-256", e);
        }
    }
}
