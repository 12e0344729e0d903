package io.terrateam.terratunnel.control.session;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.terrateam.terratunnel.control.account.User;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes and reads the signed tokens that stand in session cookies.
///
/// The algorithm, the key, the issuer and the audience are this server's; a token that names
/// another algorithm, or says anything about keys, is none. Whether a session still runs is not in
/// the token: [Sessions] asks the database.
///
/// Spec: RFC 7519, RFC 8725.
final class SessionTokens {
    static final String AUDIENCE = "terratunnel-session";

    private static final int MAX_LENGTH = 4_096;
    private static final Set<String> HEADER = Set.of("alg", "typ");
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

    private final JWSAlgorithm algorithm;
    private final byte[] secret;
    private final String issuer;
    private final Clock clock;

    /// @param issuer this server's public URL
    SessionTokens(SigningAlgorithm algorithm, SigningSecret secret, String issuer, Clock clock) {
        this.algorithm = JWSAlgorithm.parse(algorithm.name());
        this.secret = secret.bytes();
        this.issuer = issuer;
        this.clock = clock;
    }

    /// What a valid token says.
    record Claims(OpaqueToken sessionId, long userId) {}

    String make(User user, OpaqueToken sessionId, Instant issuedAt, Instant expiresAt) {
        JWTClaimsSet claims =
                new JWTClaimsSet.Builder()
                        .subject(Long.toString(user.id()))
                        .claim("provider", user.provider())
                        .claim("username", user.username())
                        .issuer(issuer)
                        .audience(AUDIENCE)
                        .jwtID(sessionId.reveal())
                        .issueTime(Date.from(issuedAt))
                        .expirationTime(Date.from(expiresAt))
                        .build();
        SignedJWT token =
                new SignedJWT(
                        new JWSHeader.Builder(algorithm).type(JOSEObjectType.JWT).build(), claims);
        try {
            token.sign(new MACSigner(secret));
        } catch (JOSEException e) {
            throw new IllegalStateException("signing does not work", e);
        }
        return token.serialize();
    }

    /// How a token fared.
    sealed interface Verdict {
        /// It is one of ours and within its time.
        record Valid(Claims claims) implements Verdict {}

        /// It is one of ours, but its time is over.
        record Expired() implements Verdict {}

        /// It is none of ours.
        record Invalid() implements Verdict {}
    }

    Verdict read(String text) {
        if (text.length() > MAX_LENGTH) {
            return new Verdict.Invalid();
        }
        try {
            SignedJWT token = SignedJWT.parse(text);
            return isOurs(token) ? judge(token.getJWTClaimsSet()) : new Verdict.Invalid();
        } catch (ParseException | JOSEException | IllegalArgumentException e) {
            return new Verdict.Invalid();
        }
    }

    private boolean isOurs(SignedJWT token) throws JOSEException {
        JWSHeader header = token.getHeader();
        boolean isPlain =
                header.getAlgorithm().equals(algorithm)
                        && header.toJSONObject().keySet().equals(HEADER)
                        && JOSEObjectType.JWT.equals(header.getType());
        JWSVerifier verifier = new MACVerifier(secret);
        return isPlain && token.verify(verifier);
    }

    private Verdict judge(JWTClaimsSet claims) {
        Instant now = clock.instant();
        Date expires = claims.getExpirationTime();
        Date issued = claims.getIssueTime();
        boolean isForUs =
                issuer.equals(claims.getIssuer())
                        && List.of(AUDIENCE).equals(claims.getAudience())
                        && expires != null
                        && issued != null
                        && !issued.toInstant().isAfter(now.plus(CLOCK_SKEW));
        if (!isForUs || expires == null) {
            return new Verdict.Invalid();
        }
        if (!expires.toInstant().isAfter(now)) {
            return new Verdict.Expired();
        }
        Optional<OpaqueToken> id = OpaqueToken.of(orEmpty(claims.getJWTID()));
        String subject = orEmpty(claims.getSubject());
        return id.isPresent() && subject.matches("[0-9]{1,18}")
                ? new Verdict.Valid(new Claims(id.get(), Long.parseLong(subject)))
                : new Verdict.Invalid();
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
