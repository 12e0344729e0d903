package io.terrateam.terratunnel.testkit.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SplittableRandom;

/// Bodies of any length that are the same for the same length, and incompressible: a missing,
/// doubled or swapped part changes the digest.
public final class PatternedBytes {
    private static final int BLOCK = 64 * 1024;
    private static final byte[] NOISE = noise();

    private PatternedBytes() {}

    /// The body of `length` bytes.
    public static byte[] of(int length) {
        byte[] bytes = new byte[length];
        for (int done = 0; done < length; done += BLOCK) {
            fill(bytes, done, Math.min(BLOCK, length - done), done / BLOCK);
        }
        return bytes;
    }

    /// Writes the body of `length` bytes.
    public static void write(OutputStream out, long length) throws IOException {
        byte[] block = new byte[BLOCK];
        for (long done = 0; done < length; done += BLOCK) {
            int n = (int) Math.min(BLOCK, length - done);
            fill(block, 0, n, done / BLOCK);
            out.write(block, 0, n);
        }
    }

    /// The SHA-256 of the body of `length` bytes, in hex.
    public static String sha256(long length) {
        MessageDigest digest = newSha256();
        try (var sink =
                new OutputStream() {
                    @Override
                    public void write(int b) {
                        digest.update((byte) b);
                    }

                    @Override
                    public void write(byte[] bytes, int offset, int n) {
                        digest.update(bytes, offset, n);
                    }
                }) {
            write(sink, length);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return hex(digest);
    }

    /// A new SHA-256.
    public static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /// The digest in hex.
    public static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void fill(byte[] into, int offset, int length, long block) {
        int shift = (int) (block * 7919 % BLOCK);
        int first = Math.min(length, BLOCK - shift);
        System.arraycopy(NOISE, shift, into, offset, first);
        System.arraycopy(NOISE, 0, into, offset + first, length - first);
        if (length >= 8) {
            for (int i = 0; i < 8; i++) {
                into[offset + i] = (byte) (block >> (8 * i));
            }
        }
    }

    private static byte[] noise() {
        byte[] noise = new byte[BLOCK];
        new SplittableRandom(25).nextBytes(noise);
        return noise;
    }
}
