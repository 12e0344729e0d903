package io.terrateam.terratunnel.control.login.handover;

import io.terrateam.terratunnel.control.login.Caller;
import io.terrateam.terratunnel.control.login.RedirectRules;
import io.terrateam.terratunnel.control.login.handover.HandoverRequest.Client;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Reads and writes requests for keys as the query of the page where the user agrees.
public final class HandoverRequests {
    /// The page where the user agrees.
    public static final String PAGE = "/auth/approve";

    private static final int MAX_NAME = 60;
    private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final RedirectRules rules;

    /// @param rules who may get a browser back
    public HandoverRequests(RedirectRules rules) {
        this.rules = rules;
    }

    /// What a query or form asks for.
    ///
    /// @param values gives the value of a name
    /// @throws IllegalArgumentException with what is wrong, where it is no request that may be
    ///   granted
    public HandoverRequest read(Function<String, Optional<String>> values) {
        Client client =
                values.apply("client").filter(Client.CLI.word()::equals).isPresent()
                        ? Client.CLI
                        : Client.SETUP;
        String redirectUri =
                values.apply("redirect_uri")
                        .orElseThrow(() -> new IllegalArgumentException("redirect_uri is missing"));
        Optional<String> state = values.apply("state");
        Optional<Caller> caller =
                client == Client.CLI
                        ? RedirectRules.localCaller(redirectUri, state)
                        : rules.caller(redirectUri, state);
        Optional<String> challenge = challenge(values);
        if (caller.isEmpty()) {
            throw new IllegalArgumentException(
                    client == Client.CLI
                            ? "redirect_uri is no address of your own machine"
                            : "redirect_uri is neither an address of your own machine nor one that"
                                    + " this server allows");
        }
        if (client == Client.CLI && challenge.isEmpty()) {
            throw new IllegalArgumentException("code_challenge is missing");
        }
        return new HandoverRequest(
                client, caller.get(), challenge, name(values.apply("name").orElse("")));
    }

    /// The page's address for a request.
    public static String page(HandoverRequest request) {
        return PAGE
                + "?"
                + fields(request).entrySet().stream()
                        .map(field ->
                                field.getKey()
                                        + "="
                                        + URLEncoder.encode(
                                                field.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&"));
    }

    /// What stands for a request in a query or form.
    public static Map<String, String> fields(HandoverRequest request) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("client", request.client().word());
        fields.put("redirect_uri", request.caller().redirectUri().toString());
        request.caller().state().ifPresent(state -> fields.put("state", state));
        request.challenge()
                .ifPresent(challenge -> {
                    fields.put("code_challenge", challenge);
                    fields.put("code_challenge_method", "S256");
                });
        if (!request.name().isEmpty()) {
            fields.put("name", request.name());
        }
        return fields;
    }

    private static Optional<String> challenge(Function<String, Optional<String>> values) {
        Optional<String> challenge = values.apply("code_challenge");
        boolean isS256 = values.apply("code_challenge_method").filter("S256"::equals).isPresent();
        boolean isRight = challenge.isEmpty() || CHALLENGE.matcher(challenge.get()).matches();
        if (!isRight || (challenge.isPresent() && !isS256)) {
            throw new IllegalArgumentException(
                    "code_challenge (expected: 43 characters, with code_challenge_method=S256)");
        }
        return challenge;
    }

    /// A name without what could mislead, cut.
    private static String name(String text) {
        String clean =
                text.codePoints()
                        .filter(c -> !Character.isISOControl(c))
                        .filter(c -> Character.getType(c) != Character.FORMAT)
                        .filter(c -> Character.getType(c) != Character.SURROGATE)
                        .limit(MAX_NAME)
                        .collect(
                                StringBuilder::new,
                                StringBuilder::appendCodePoint,
                                StringBuilder::append)
                        .toString();
        return clean.strip();
    }
}
