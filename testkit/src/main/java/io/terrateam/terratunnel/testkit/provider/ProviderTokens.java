package io.terrateam.terratunnel.testkit.provider;

import com.sun.net.httpserver.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The provider's codes and tokens, with the checks that real ones make: client, secret, redirect
/// address, PKCE, one use.
final class ProviderTokens {
    private record Code(ProviderAccount account, String redirectUri, String challenge) {}

    private record Token(ProviderAccount account, String app) {}

    private final Map<String, Code> codes = new ConcurrentHashMap<>();
    private final Map<String, Token> tokens = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final String clientId;
    private final String clientSecret;

    ProviderTokens(String clientId, String clientSecret) {
        this.clientId = clientId;
        this.clientSecret = clientSecret;
    }

    String clientId() {
        return clientId;
    }

    List<String> issued() {
        return List.copyOf(tokens.keySet());
    }

    /// What is wrong with a browser's request; empty where nothing is.
    String problemWith(Map<String, String> query) {
        if (!clientId.equals(query.get("client_id"))) {
            return "unknown client_id";
        }
        if (!"code".equals(query.get("response_type"))) {
            return "response_type must be code";
        }
        if (!"S256".equals(query.get("code_challenge_method"))
                || query.getOrDefault("code_challenge", "").length() != 43) {
            return "PKCE with S256 is required";
        }
        if (query.getOrDefault("state", "").isEmpty()) {
            return "state is required";
        }
        return query.containsKey("redirect_uri") ? "" : "redirect_uri is required";
    }

    String code(ProviderAccount account, Map<String, String> query) {
        String code = "code-" + numbers.incrementAndGet();
        codes.put(
                code,
                new Code(
                        account,
                        query.getOrDefault("redirect_uri", ""),
                        query.getOrDefault("code_challenge", "")));
        return code;
    }

    String issue(ProviderAccount owner, String app) {
        String token = "gho_test" + numbers.incrementAndGet() + "SECRETTOKEN";
        tokens.put(token, new Token(owner, app));
        return token;
    }

    /// The token for a code; empty where anything is wrong. A code is gone either way.
    String redeem(Map<String, String> form) {
        Code code = codes.remove(form.getOrDefault("code", ""));
        boolean isRight =
                code != null
                        && clientId.equals(form.get("client_id"))
                        && clientSecret.equals(form.get("client_secret"))
                        && "authorization_code".equals(form.get("grant_type"))
                        && code.redirectUri().equals(form.get("redirect_uri"))
                        && code.challenge()
                                .equals(challenge(form.getOrDefault("code_verifier", "")));
        return isRight && code != null ? issue(code.account(), clientId) : "";
    }

    @Nullable ProviderAccount bearer(HttpExchange exchange) {
        Token token = token(exchange);
        return token == null ? null : token.account();
    }

    String appOfBearer(HttpExchange exchange) {
        Token token = token(exchange);
        return token == null ? "" : token.app();
    }

    boolean isOurApp(HttpExchange exchange) {
        String wanted = clientId + ":" + clientSecret;
        String basic = Base64.getEncoder().encodeToString(wanted.getBytes(StandardCharsets.UTF_8));
        return ("Basic " + basic).equals(exchange.getRequestHeaders().getFirst("Authorization"));
    }

    /// Whose token of the registered app stands in a JSON body.
    @Nullable ProviderAccount ownerOfOurs(String json) {
        return tokens.entrySet().stream()
                .filter(entry -> json.contains("\"" + entry.getKey() + "\""))
                .map(Map.Entry::getValue)
                .filter(token -> token.app().equals(clientId))
                .map(Token::account)
                .findFirst()
                .orElse(null);
    }

    private @Nullable Token token(HttpExchange exchange) {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        return authorization != null && authorization.startsWith("Bearer ")
                ? tokens.get(authorization.substring("Bearer ".length()))
                : null;
    }

    private static String challenge(String verifier) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest(verifier.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
