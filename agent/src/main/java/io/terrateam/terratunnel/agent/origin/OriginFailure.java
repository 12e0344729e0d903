package io.terrateam.terratunnel.agent.origin;

import io.terrateam.terratunnel.protocol.ErrorCode;

/// Why the origin gave no (complete) answer.
///
/// @param code what visitors are told
/// @param problem which address did what; for the developer's eyes only, never for a visitor's
public record OriginFailure(ErrorCode code, String problem) {

    static OriginFailure protocol(String problem) {
        return new OriginFailure(ErrorCode.LOCAL_PROTOCOL, problem);
    }
}
