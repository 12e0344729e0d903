package io.terrateam.terratunnel.webhook.verdict;

import java.time.Duration;
import java.util.List;

/// Why a signature is not accepted, or can't be made.
public sealed interface Reason {

    /// A header field that the scheme needs isn't there.
    record FieldMissing(String field) implements Reason {}

    /// It is there several times, with different values: one can't know which is meant.
    record FieldRepeated(String field) implements Reason {}

    /// Something that the request says about its signature can't be read.
    ///
    /// @param where a field of the header or of the body
    /// @param what is wrong with it; nothing of the request's own text
    record Malformed(String where, String what) implements Reason {}

    /// The signature is of a kind that this scheme doesn't know.
    ///
    /// @param found as the request names it
    record AlgorithmUnknown(String where, String found, String expected) implements Reason {
        private static final int MAX_CHARS = 40;

        /// Shortens what was found.
        public AlgorithmUnknown {
            found = found.substring(0, Math.min(MAX_CHARS, found.length()));
        }
    }

    /// More than is looked at.
    record BodyTooBig(long bytes, long limitBytes) implements Reason {}

    /// No secret is configured.
    record NoSecret() implements Reason {}

    /// A configured secret can't be one.
    record SecretUnusable(String secret, String why) implements Reason {}

    /// The scheme signs the public URL, and it isn't known.
    record UrlNeeded() implements Reason {}

    /// The signature fits, and was made too long ago.
    record TooOld(String secret, Duration age, Duration tolerance) implements Reason {}

    /// The signature fits, and says that it was made later than now.
    record InFuture(String secret, Duration ahead, Duration tolerance) implements Reason {}

    /// The signature doesn't fit.
    sealed interface Mismatch extends Reason {}

    /// The body isn't the one that was signed.
    record BodyChanged(BodyChange how) implements Mismatch {}

    /// The signature fits another URL.
    record UrlDiffers(List<UrlChange> how, String signedUrl) implements Mismatch {
        /// Copies the list.
        public UrlDiffers {
            how = List.copyOf(how);
        }
    }

    /// The signature fits the secret in another form.
    record SecretMisread(String secret, SecretForm form) implements Mismatch {}

    /// No secret fits, and the body is proven to be as it was sent.
    record WrongSecret() implements Mismatch {}

    /// No secret fits: another one signed this, or what it signed was changed past recognition.
    record NoMatch(boolean coversBody, boolean coversUrl) implements Mismatch {}

    /// This scheme's signatures can't be made with what a receiver has.
    record NotToBeSigned(String why) implements Reason {}
}
