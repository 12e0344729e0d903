package io.terrateam.terratunnel.control.web;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Text as URLs carry it: UTF-8, with `%` for what may not be written.
///
/// Spec: RFC 3986 section 2.1.
final class PercentText {
    private PercentText() {}

    /// The text that is meant; empty where it is malformed or not UTF-8.
    static Optional<String> decode(String encoded) {
        byte[] bytes = new byte[encoded.length()];
        int length = 0;
        for (int i = 0; i < encoded.length(); i++) {
            char c = encoded.charAt(i);
            if (c == '%') {
                int octet = octet(encoded, i);
                if (octet < 0) {
                    return Optional.empty();
                }
                bytes[length++] = (byte) octet;
                i += 2;
            } else if (c > 0x7f) {
                return Optional.empty();
            } else {
                bytes[length++] = (byte) c;
            }
        }
        return utf8(bytes, length);
    }

    private static int octet(String text, int percent) {
        if (percent + 2 >= text.length()) {
            return -1;
        }
        int high = Character.digit(text.charAt(percent + 1), 16);
        int low = Character.digit(text.charAt(percent + 2), 16);
        return high < 0 || low < 0 ? -1 : 16 * high + low;
    }

    /// The text of a form or a query, where `+` is a space.
    static Optional<String> decodeForm(String encoded) {
        return decode(encoded.replace('+', ' '));
    }

    private static Optional<String> utf8(byte[] bytes, int length) {
        try {
            return Optional.of(
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .onUnmappableCharacter(CodingErrorAction.REPORT)
                            .decode(ByteBuffer.wrap(bytes, 0, length))
                            .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
