package io.terrateam.terratunnel.control.web.api;

import io.terrateam.terratunnel.control.apikey.Scope;
import io.terrateam.terratunnel.control.web.Call;
import io.terrateam.terratunnel.control.web.KeyCaller;
import io.terrateam.terratunnel.control.web.Refusal;

/// Holds callers to the scopes of their keys.
final class Permission {
    private Permission() {}

    /// Whose key it is, if it may be used for `scope`.
    ///
    /// Failure: a 403 [Refusal].
    static KeyCaller require(Call call, Scope scope) {
        KeyCaller caller = call.keyCaller();
        if (!caller.scopes().contains(scope)) {
            throw new Refusal(403, "This API key lacks the scope " + scope.word());
        }
        return caller;
    }
}
