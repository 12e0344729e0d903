package io.terrateam.terratunnel.edge.link.v1;

import io.terrateam.terratunnel.edge.spi.LinkVerdict;

/// Why a client of version 1 does not come in, as its close frame says it. The texts are the
/// original's where it has one.
///
/// @param closeCode RFC 6455 status code
/// @param reason at most 123 bytes
record Refusal(int closeCode, String reason) {

    private static final int AGAINST_THE_RULES = 1008;
    private static final int RESTARTS = 1012;
    private static final int TRY_AGAIN = 1013;

    static final Refusal SILENT = new Refusal(AGAINST_THE_RULES, "No client_info in time");
    static final Refusal WRONG_MESSAGE =
            new Refusal(AGAINST_THE_RULES, "Expected client_info message");
    static final Refusal NO_ENDPOINT = new Refusal(AGAINST_THE_RULES, "Missing local_endpoint");
    static final Refusal UNJUDGED =
            new Refusal(TRY_AGAIN, "The key could not be checked in time; try again shortly.");
    static final Refusal FULL = new Refusal(TRY_AGAIN, "Server full; try again shortly.");
    static final Refusal DRAINING = new Refusal(RESTARTS, "");

    private static final Refusal NO_KEY =
            new Refusal(AGAINST_THE_RULES, "Authentication required. Please provide an API key.");
    private static final Refusal BAD_KEY =
            new Refusal(AGAINST_THE_RULES, "Invalid or expired API key");
    private static final Refusal NO_SCOPE =
            new Refusal(AGAINST_THE_RULES, "API key does not have tunnel creation permission");

    /// What a verdict comes to.
    static Refusal of(LinkVerdict.Refused verdict) {
        return switch (verdict.cause()) {
            case KEY_MISSING -> NO_KEY;
            case KEY_BAD -> BAD_KEY;
            case KEY_SCOPE -> NO_SCOPE;
            case OTHER ->
                    new Refusal(
                            verdict.status() >= 500 ? TRY_AGAIN : AGAINST_THE_RULES,
                            capital(verdict.title()) + ". " + verdict.advice());
        };
    }

    private static String capital(String text) {
        return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
