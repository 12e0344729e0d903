package io.terrateam.terratunnel.webhook.coding;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;

/// What makes a few bytes of a key and a message.
public enum Mac {
    /// HMAC with SHA-1.
    HMAC_SHA1("HMAC-SHA1", "HmacSHA1", 20),
    /// HMAC with SHA-256.
    HMAC_SHA256("HMAC-SHA256", "HmacSHA256", 32),
    /// HMAC with SHA-512.
    HMAC_SHA512("HMAC-SHA512", "HmacSHA512", 64),
    /// Plain SHA-256, where the secret is part of the message.
    SHA256("SHA-256", "SHA-256", 32);

    private final String word;
    private final String algorithm;
    private final int lengthBytes;

    Mac(String word, String algorithm, int lengthBytes) {
        this.word = word;
        this.algorithm = algorithm;
        this.lengthBytes = lengthBytes;
    }

    /// In the words of the documents.
    public String word() {
        return word;
    }

    /// How long the result is.
    public int lengthBytes() {
        return lengthBytes;
    }

    /// The code of `parts`, one behind the other.
    public byte[] of(byte[] key, List<byte[]> parts) {
        try {
            if (this == SHA256) {
                MessageDigest digest = MessageDigest.getInstance(algorithm);
                parts.forEach(digest::update);
                return digest.digest();
            }
            javax.crypto.Mac mac = javax.crypto.Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            parts.forEach(mac::update);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }
}
