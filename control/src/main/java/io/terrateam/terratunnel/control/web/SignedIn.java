package io.terrateam.terratunnel.control.web;

import io.terrateam.terratunnel.control.account.User;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Who is behind a request that carries a session.
///
/// @param user whose session it is
/// @param sessionId the session's id, which nobody else knows
public record SignedIn(User user, String sessionId) {

    /// The token that every form of this session carries. Another site can send a request with this
    /// session's cookie, but can't know the token.
    public String formToken() {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(sessionId.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] token = mac.doFinal("form token".getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(token);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256", e);
        }
    }

    /// Whether a form was made for this session.
    boolean hasFormToken(String given) {
        return MessageDigest.isEqual(
                formToken().getBytes(StandardCharsets.US_ASCII),
                given.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "session of " + user.username();
    }
}
