package io.terrateam.terratunnel.webhook.verdict;

import static java.util.stream.Collectors.joining;

import java.time.Duration;

/// Reasons in words, for people and for programs: the one place where they get text, code and
/// status.
public final class Explanation {
    private static final int UNAUTHORIZED = 401;
    private static final int BAD_REQUEST = 400;
    private static final int TOO_BIG = 413;
    private static final int MISCONFIGURED = 500;

    private Explanation() {}

    /// A word that stays the same over versions.
    public static String code(Reason reason) {
        return switch (reason) {
            case Reason.FieldMissing _ -> "header-missing";
            case Reason.FieldRepeated _ -> "header-repeated";
            case Reason.Malformed _ -> "malformed";
            case Reason.AlgorithmUnknown _ -> "algorithm-unknown";
            case Reason.BodyTooBig _ -> "body-too-big";
            case Reason.NoSecret _ -> "no-secret";
            case Reason.SecretUnusable _ -> "secret-unusable";
            case Reason.UrlNeeded _ -> "url-needed";
            case Reason.TooOld _ -> "too-old";
            case Reason.InFuture _ -> "in-future";
            case Reason.BodyChanged _ -> "body-changed";
            case Reason.UrlDiffers _ -> "url-differs";
            case Reason.SecretMisread _ -> "secret-misread";
            case Reason.WrongSecret _ -> "wrong-secret";
            case Reason.NoMatch _ -> "no-match";
            case Reason.NotToBeSigned _ -> "not-to-be-signed";
        };
    }

    /// The status with which a receiver answers such a request.
    public static int status(Reason reason) {
        return switch (reason) {
            case Reason.FieldMissing _,
                    Reason.FieldRepeated _,
                    Reason.Malformed _,
                    Reason.AlgorithmUnknown _ ->
                    BAD_REQUEST;
            case Reason.BodyTooBig _ -> TOO_BIG;
            case Reason.NoSecret _,
                    Reason.SecretUnusable _,
                    Reason.UrlNeeded _,
                    Reason.NotToBeSigned _ ->
                    MISCONFIGURED;
            case Reason.TooOld _, Reason.InFuture _, Reason.Mismatch _ -> UNAUTHORIZED;
        };
    }

    /// A sentence or two. Text of the request's own in it is not yet safe for a terminal.
    public static String text(Reason reason) {
        return switch (reason) {
            case Reason.FieldMissing(String field) -> "The header field " + field + " is missing.";
            case Reason.FieldRepeated(String field) ->
                    field + " stands there more than once, with different values.";
            case Reason.Malformed(String where, String what) -> where + ": " + what + ".";
            case Reason.AlgorithmUnknown(String where, String found, String expected) ->
                    "%s: unknown kind of signature: %s (expected: %s)."
                            .formatted(where, found, expected);
            case Reason.BodyTooBig(long bytes, long limit) ->
                    "The body has %d bytes; more than %d are not looked at."
                            .formatted(bytes, limit);
            case Reason.NoSecret _ -> "No secret is configured.";
            case Reason.SecretUnusable(String secret, String why) ->
                    "The secret from %s can't be used: %s.".formatted(secret, why);
            case Reason.UrlNeeded _ ->
                    "The signature covers the public URL, and that is not known.";
            case Reason.NotToBeSigned(String why) -> why;
            case Reason.TooOld old -> text(old);
            case Reason.InFuture future -> text(future);
            case Reason.Mismatch mismatch -> mismatch(mismatch);
        };
    }

    private static String text(Reason.TooOld old) {
        return "The signature fits, but it was made %s ago: %s longer than the %s that are allowed."
                .formatted(
                        text(old.age()),
                        text(old.age().minus(old.tolerance())),
                        text(old.tolerance()));
    }

    private static String text(Reason.InFuture future) {
        return "The signature fits, but it was made %s in the future: %s more than the %s that are allowed."
                .formatted(
                        text(future.ahead()),
                        text(future.ahead().minus(future.tolerance())),
                        text(future.tolerance()));
    }

    private static String mismatch(Reason.Mismatch reason) {
        return switch (reason) {
            case Reason.BodyChanged(BodyChange how) ->
                    "The body was changed after it was signed: " + how.meaning() + ".";
            case Reason.UrlDiffers differs ->
                    "The signature fits another URL: %s (%s)."
                            .formatted(
                                    differs.signedUrl(),
                                    differs.how().stream()
                                            .map(UrlChange::meaning)
                                            .collect(joining(", ")));
            case Reason.SecretMisread(String secret, SecretForm form) ->
                    "The signature fits if the secret from %s is taken %s."
                            .formatted(secret, form.meaning());
            case Reason.WrongSecret _ ->
                    "The body is as it was sent, so it was signed with another secret.";
            case Reason.NoMatch(boolean coversBody, boolean coversUrl) ->
                    "No secret fits: it was signed with another one"
                            + (coversBody ? ", or the body was changed" : "")
                            + (coversUrl ? ", or the URL is another" : "")
                            + ".";
        };
    }

    /// Seconds with as many digits as there are.
    static String text(Duration duration) {
        long millis = duration.toMillis();
        return millis % 1000 == 0
                ? millis / 1000 + " s"
                : "%d.%03d s".formatted(millis / 1000, Math.abs(millis % 1000));
    }
}
