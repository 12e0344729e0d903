package io.terrateam.terratunnel.control.login.provider;

import com.nimbusds.oauth2.sdk.Scope;
import io.terrateam.terratunnel.control.account.Identity;
import io.terrateam.terratunnel.control.login.provider.ProviderAnswer.JsonFields;
import java.net.URI;
import java.util.Map;

/// GitLab, also as a server of one's own.
///
/// Spec: https://docs.gitlab.com/api/oauth2/
public final class GitLab extends IdentityProvider {
    /// Its word in paths and in the database.
    public static final String ID = "gitlab";

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    /// @param app our application there
    public GitLab(OAuthApp app, ProviderHttp http) {
        super(app, http);
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String label() {
        return "GitLab";
    }

    @Override
    Scope scope() {
        return new Scope("read_user");
    }

    @Override
    URI authorizationEndpoint() {
        return URI.create(app().webUrl() + "/oauth/authorize");
    }

    @Override
    URI tokenEndpoint() {
        return URI.create(app().webUrl() + "/oauth/token");
    }

    @Override
    public boolean isIssuer(String issuer) {
        return issuer.equals(app().webUrl().toString());
    }

    @Override
    Identity owner(ProviderToken token) throws ProviderException {
        JsonFields user = ask(URI.create(app().apiUrl() + "/user"), token).object();
        return new Identity(
                ID,
                user.number("id"),
                SafeName.username(user.text("username"))
                        .orElseThrow(() ->
                                new ProviderException(
                                        ProviderException.Kind.ODD_ANSWER,
                                        user.status(),
                                        "GitLab's answer lacks a username")),
                SafeName.optional(user.text("email"), SafeName.MAX_NAME),
                SafeName.optional(user.text("name"), SafeName.MAX_NAME),
                SafeName.webUrl(user.text("avatar_url")));
    }

    /// Asks what the token is for first; the answer names the application.
    @Override
    public Identity ownerOfOurToken(ProviderToken token) throws ProviderException {
        ProviderAnswer answer = ask(URI.create(app().webUrl() + "/oauth/token/info"), token);
        String application = answer.object().object("application").text("uid");
        if (!application.equals(app().clientId())) {
            throw notAccepted(answer, "the token was made for another application");
        }
        return owner(token);
    }

    private ProviderAnswer ask(URI uri, ProviderToken token) throws ProviderException {
        ProviderAnswer answer =
                http().get(
                                uri,
                                Map.of(
                                        "Authorization",
                                        "Bearer " + token.reveal(),
                                        "Accept",
                                        "application/json"));
        if (answer.status() == UNAUTHORIZED || answer.status() == FORBIDDEN) {
            throw notAccepted(answer, "GitLab did not accept the token");
        }
        if (!answer.isOk()) {
            throw answer.odd("GitLab did not answer");
        }
        return answer;
    }
}
