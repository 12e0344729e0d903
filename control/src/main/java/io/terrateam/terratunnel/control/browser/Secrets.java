package io.terrateam.terratunnel.control.browser;

import java.util.Map;
import java.util.Set;

/// What nobody is shown, administrators included: whoever has it is somebody else.
final class Secrets {
    /// What stands in their place.
    static final String HIDDEN = "[hidden]";

    private static final Map<String, Set<String>> COLUMNS =
            Map.of(
                    "api_keys", Set.of("key_hash"),
                    "sessions", Set.of("id_hash"),
                    "oauth_states",
                            Set.of(
                                    "state",
                                    "browser_hash",
                                    "code_verifier",
                                    "external_state",
                                    "additional_data"),
                    "login_codes", Set.of("code_hash", "challenge", "data"),
                    "server_secrets", Set.of("value"));

    private Secrets() {}

    /// The secret columns of a table, in lower case.
    static Set<String> of(String table) {
        return COLUMNS.getOrDefault(table, Set.of());
    }
}
