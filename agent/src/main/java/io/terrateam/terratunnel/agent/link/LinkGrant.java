package io.terrateam.terratunnel.agent.link;

import org.jspecify.annotations.Nullable;

/// What the server said when it accepted a link.
///
/// @param publicUrl where visitors go
/// @param linkId as in the server's audit log
/// @param resume gets an anonymous tunnel back after a reconnect; null for others
record LinkGrant(String publicUrl, String linkId, @Nullable String resume) {
    @Override
    public String toString() {
        return "LinkGrant[" + publicUrl + ", " + linkId + "]";
    }
}
