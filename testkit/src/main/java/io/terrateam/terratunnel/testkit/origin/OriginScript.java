package io.terrateam.terratunnel.testkit.origin;

import io.terrateam.terratunnel.testkit.wire.HttpHead;
import java.io.IOException;

/// What an origin does with a request to one path, byte by byte if it likes.
@FunctionalInterface
public interface OriginScript {
    /// Plays on the connection, right behind the head; the connection ends afterwards unless it is
    /// kept.
    void play(OriginConnection connection, HttpHead head) throws IOException;
}
