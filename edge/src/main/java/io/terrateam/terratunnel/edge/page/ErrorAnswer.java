package io.terrateam.terratunnel.edge.page;

import io.terrateam.terratunnel.protocol.ErrorCode;

/// A tunnel's own error as a visitor sees it.
///
/// @param status the HTTP status
/// @param code the value of `Terratunnel-Error`
/// @param retryAfterSeconds when to try again, 0 for no advice
/// @param title what is wrong, a few words
/// @param advice what to do, one or two sentences
/// @param outcomeUnknown whether the request may have reached the origin all the same
public record ErrorAnswer(
        int status,
        ErrorCode code,
        int retryAfterSeconds,
        String title,
        String advice,
        boolean outcomeUnknown) {

    public static ErrorAnswer of(int status, ErrorCode code, String title, String advice) {
        return new ErrorAnswer(status, code, 0, title, advice, false);
    }

    public ErrorAnswer retryAfter(int seconds) {
        return new ErrorAnswer(status, code, seconds, title, advice, outcomeUnknown);
    }

    public ErrorAnswer withUnknownOutcome() {
        return new ErrorAnswer(status, code, retryAfterSeconds, title, advice, true);
    }
}
