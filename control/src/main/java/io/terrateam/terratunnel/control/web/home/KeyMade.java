package io.terrateam.terratunnel.control.web.home;

import io.terrateam.terratunnel.control.web.page.Moment;
import org.jspecify.annotations.Nullable;

/// The only page that shows a key.
///
/// @param key its text
/// @param command connects with it
/// @param expires null if never
public record KeyMade(TunnelCard tunnel, String key, String command, @Nullable Moment expires) {
    @Override
    public String toString() {
        return "KeyMade[tunnel=" + tunnel.name() + ", key=[redacted]]";
    }
}
