package io.terrateam.terratunnel.webhook;

import io.terrateam.terratunnel.webhook.coding.Encoding;
import io.terrateam.terratunnel.webhook.message.WebhookRequest;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;

/// Checksums of the body that came along with it. They tell apart a changed body and a wrong
/// secret, as long as nobody means harm.
///
/// Spec: RFC 9530 section 2; RFC 3230 section 4.3.2; RFC 1864.
final class Checksums {
    private Checksums() {}

    /// Whether all of them fit; empty if none came along that can be read.
    static Optional<Boolean> agree(WebhookRequest request) {
        Optional<Boolean> agree = Optional.empty();
        for (String name : new String[] {"Content-Digest", "Digest", "Content-MD5"}) {
            for (String value : request.values(name)) {
                Optional<Boolean> one = agrees(name, value, request.body());
                if (one.isPresent()) {
                    agree = Optional.of(agree.orElse(true) && one.get());
                }
            }
        }
        return agree;
    }

    private static Optional<Boolean> agrees(String name, String value, byte[] body) {
        if (name.equals("Content-MD5")) {
            return Encoding.BASE64.decode(value).map(sum -> isSum("MD5", body, sum));
        }
        String prefix = name.equals("Digest") ? "sha-256=" : "sha-256=:";
        String lower = value.toLowerCase(Locale.ROOT);
        int start = lower.indexOf(prefix);
        if (start < 0) {
            return Optional.empty();
        }
        String rest = value.substring(start + prefix.length());
        int end = 0;
        while (end < rest.length() && ",:;".indexOf(rest.charAt(end)) < 0) {
            end++;
        }
        return Encoding.BASE64
                .decode(rest.substring(0, end).strip())
                .map(sum -> isSum("SHA-256", body, sum));
    }

    private static boolean isSum(String algorithm, byte[] body, byte[] sum) {
        try {
            return MessageDigest.isEqual(MessageDigest.getInstance(algorithm).digest(body), sum);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }
}
