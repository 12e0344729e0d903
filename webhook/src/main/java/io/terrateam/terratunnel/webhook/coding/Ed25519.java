package io.terrateam.terratunnel.webhook.coding;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// Ed25519 with keys as their 32 bytes.
///
/// Spec: RFC 8032 section 5.1; RFC 8410 sections 4 and 7.
public final class Ed25519 {
    /// How long a key is, public or private.
    public static final int KEY_BYTES = 32;

    /// How long a signature is.
    public static final int SIGNATURE_BYTES = 64;

    private static final byte[] PUBLIC_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final byte[] PRIVATE_HEAD =
            HexFormat.of().parseHex("302e020100300506032b657004220420");

    private Ed25519() {}

    /// Whether the signature of `parts` is right. No key that is no point of the curve fits.
    public static boolean verifies(byte[] publicKey, List<byte[]> parts, byte[] signature) {
        try {
            Signature check = Signature.getInstance("Ed25519");
            byte[] encoded = joined(PUBLIC_HEAD, publicKey);
            check.initVerify(
                    KeyFactory.getInstance("Ed25519")
                            .generatePublic(new X509EncodedKeySpec(encoded)));
            for (byte[] part : parts) {
                check.update(part);
            }
            return check.verify(signature);
        } catch (GeneralSecurityException | RuntimeException e) {
            return false;
        }
    }

    /// The signature of `parts`, one behind the other.
    public static byte[] sign(byte[] privateKey, List<byte[]> parts) {
        try {
            Signature signing = Signature.getInstance("Ed25519");
            byte[] encoded = joined(PRIVATE_HEAD, privateKey);
            signing.initSign(
                    KeyFactory.getInstance("Ed25519")
                            .generatePrivate(new PKCS8EncodedKeySpec(encoded)));
            for (byte[] part : parts) {
                signing.update(part);
            }
            return signing.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has Ed25519", e);
        }
    }

    private static byte[] joined(byte[] head, byte[] key) {
        byte[] joined = Arrays.copyOf(head, head.length + key.length);
        System.arraycopy(key, 0, joined, head.length, key.length);
        return joined;
    }
}
