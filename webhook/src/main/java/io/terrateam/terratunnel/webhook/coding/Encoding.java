package io.terrateam.terratunnel.webhook.coding;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/// How bytes are written.
public enum Encoding {
    /// Two digits a byte, either case.
    HEX("hex"),
    /// Base64 with or without padding.
    BASE64("base64");

    private final String word;

    Encoding(String word) {
        this.word = word;
    }

    /// In the words of the documents.
    public String word() {
        return word;
    }

    /// The bytes, unless `text` is not written so.
    public Optional<byte[]> decode(String text) {
        try {
            return Optional.of(
                    switch (this) {
                        case HEX -> HexFormat.of().parseHex(text);
                        case BASE64 -> Base64.getDecoder().decode(text);
                    });
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// `bytes` as senders write them.
    public String encode(byte[] bytes) {
        return switch (this) {
            case HEX -> HexFormat.of().formatHex(bytes);
            case BASE64 -> Base64.getEncoder().encodeToString(bytes);
        };
    }
}
