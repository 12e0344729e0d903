package io.terrateam.terratunnel.edge.link;

import java.util.Optional;

/// Why a link was not opened, as the agent is told (RFC 9457).
///
/// @param status the HTTP status
/// @param title what is wrong, a few words
/// @param advice what to do, one sentence
/// @param retryAfterSeconds when to try again, if that helps
record LinkRefusal(int status, String title, String advice, Optional<Integer> retryAfterSeconds) {
    static LinkRefusal of(int status, String title, String advice) {
        return new LinkRefusal(status, title, advice, Optional.empty());
    }
}
