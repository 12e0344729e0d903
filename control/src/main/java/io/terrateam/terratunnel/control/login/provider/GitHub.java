package io.terrateam.terratunnel.control.login.provider;

import com.nimbusds.oauth2.sdk.Scope;
import io.terrateam.terratunnel.control.account.Identity;
import io.terrateam.terratunnel.control.login.provider.ProviderAnswer.JsonFields;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import net.minidev.json.JSONObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// GitHub, also as a server of one's own (GitHub Enterprise).
///
/// Spec: https://docs.github.com/en/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps
public final class GitHub extends IdentityProvider {
    /// Its word in paths and in the database.
    public static final String ID = "github";

    private static final Logger LOG = LoggerFactory.getLogger(GitHub.class);
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int UNPROCESSABLE = 422;

    /// @param app our OAuth app there
    public GitHub(OAuthApp app, ProviderHttp http) {
        super(app, http);
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String label() {
        return "GitHub";
    }

    @Override
    Scope scope() {
        return new Scope("read:user", "user:email");
    }

    @Override
    URI authorizationEndpoint() {
        return URI.create(app().webUrl() + "/login/oauth/authorize");
    }

    @Override
    URI tokenEndpoint() {
        return URI.create(app().webUrl() + "/login/oauth/access_token");
    }

    @Override
    public boolean isIssuer(String issuer) {
        return issuer.equals(app().webUrl().toString())
                || issuer.equals(app().webUrl() + "/login/oauth");
    }

    @Override
    Identity owner(ProviderToken token) throws ProviderException {
        return ofAnyApp(http(), app().apiUrl(), token);
    }

    /// Asks whose token it is, whichever app it was made for.
    ///
    /// @param apiUrl GitHub's API
    public static Identity ofAnyApp(ProviderHttp http, URI apiUrl, ProviderToken token)
            throws ProviderException {
        Map<String, String> fields = fields("Bearer " + token.reveal());
        ProviderAnswer answer = http.get(URI.create(apiUrl + "/user"), fields);
        if (answer.status() == UNAUTHORIZED || answer.status() == FORBIDDEN) {
            throw notAccepted(answer, "GitHub did not accept the token");
        }
        if (!answer.isOk()) {
            throw answer.odd("GitHub did not say who the user is");
        }
        JsonFields user = answer.object();
        return identity(user, primaryEmail(http, apiUrl, fields).or(() -> email(user)));
    }

    /// Asks GitHub's token check, which only knows tokens of the app that asks.
    @Override
    public Identity ownerOfOurToken(ProviderToken token) throws ProviderException {
        String basic = app().clientId() + ":" + app().clientSecret().reveal();
        JSONObject body = new JSONObject();
        body.put("access_token", token.reveal());
        ProviderAnswer answer =
                http().post(
                                URI.create(
                                        app().apiUrl()
                                                + "/applications/"
                                                + app().clientId()
                                                + "/token"),
                                fields(
                                        "Basic "
                                                + Base64.getEncoder()
                                                        .encodeToString(
                                                                basic.getBytes(
                                                                        StandardCharsets.UTF_8))),
                                body.toJSONString());
        if (answer.status() == NOT_FOUND || answer.status() == UNPROCESSABLE) {
            throw notAccepted(answer, "GitHub does not know the token as one of our app");
        }
        if (!answer.isOk()) {
            throw answer.odd("GitHub did not check the token");
        }
        JsonFields user = answer.object().object("user");
        return identity(user, email(user));
    }

    private static Map<String, String> fields(String authorization) {
        return Map.of(
                "Authorization", authorization,
                "Accept", "application/vnd.github+json",
                "X-GitHub-Api-Version", "2022-11-28");
    }

    private static Identity identity(JsonFields user, Optional<String> email)
            throws ProviderException {
        return new Identity(
                ID,
                user.number("id"),
                SafeName.username(user.text("login"))
                        .orElseThrow(() ->
                                new ProviderException(
                                        ProviderException.Kind.ODD_ANSWER,
                                        user.status(),
                                        "GitHub's answer lacks a login")),
                email,
                SafeName.optional(user.text("name"), SafeName.MAX_NAME),
                SafeName.webUrl(user.text("avatar_url")));
    }

    private static Optional<String> email(JsonFields user) {
        return SafeName.optional(user.text("email"), SafeName.MAX_NAME);
    }

    /// The primary address, where it is verified. One can do without it.
    private static Optional<String> primaryEmail(
            ProviderHttp http, URI apiUrl, Map<String, String> fields) {
        try {
            ProviderAnswer answer = http.get(URI.create(apiUrl + "/user/emails"), fields);
            if (!answer.isOk()) {
                return Optional.empty();
            }
            return answer.objects().stream()
                    .filter(entry -> entry.isTrue("primary") && entry.isTrue("verified"))
                    .map(entry -> SafeName.of(entry.text("email"), SafeName.MAX_NAME))
                    .filter(address -> !address.isEmpty())
                    .findFirst();
        } catch (ProviderException e) {
            LOG.debug("no e-mail address from GitHub: {}", e.getMessage());
            return Optional.empty();
        }
    }
}
