package io.terrateam.terratunnel.control.session;

/// How sessions are signed. The configuration says it, never a token.
///
/// Spec: RFC 7518 section 3.2, RFC 8725 section 3.1.
public enum SigningAlgorithm {
    /// HMAC with SHA-256.
    HS256(32),
    /// HMAC with SHA-384.
    HS384(48),
    /// HMAC with SHA-512.
    HS512(64);

    private final int leastSecretBytes;

    SigningAlgorithm(int leastSecretBytes) {
        this.leastSecretBytes = leastSecretBytes;
    }

    /// How long a secret has to be.
    public int leastSecretBytes() {
        return leastSecretBytes;
    }
}
