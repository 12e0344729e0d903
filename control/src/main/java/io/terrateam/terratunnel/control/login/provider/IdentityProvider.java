package io.terrateam.terratunnel.control.login.provider;

import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationRequest;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import io.terrateam.terratunnel.control.account.Identity;
import java.net.URI;
import java.util.Map;
import java.util.Objects;

/// Who vouches for people, by OAuth 2.0's authorization code with PKCE.
///
/// Spec: RFC 6749 section 4.1, RFC 7636, RFC 9700.
///
/// Thread: blocks on the provider.
public abstract sealed class IdentityProvider permits GitHub, GitLab {
    private static final int MAX_CODE_LENGTH = 1_024;

    private final OAuthApp app;
    private final ProviderHttp http;

    IdentityProvider(OAuthApp app, ProviderHttp http) {
        this.app = app;
        this.http = http;
    }

    /// Its word in paths and in the database: `github` or `gitlab`.
    public abstract String id();

    /// Its name for people.
    public abstract String label();

    abstract Scope scope();

    abstract URI authorizationEndpoint();

    abstract URI tokenEndpoint();

    /// Whether `issuer` is what this provider calls itself.
    ///
    /// Spec: RFC 9207.
    public abstract boolean isIssuer(String issuer);

    /// Asks whose token it is.
    abstract Identity owner(ProviderToken token) throws ProviderException;

    /// Asks whose token it is, and makes sure that it was made for our own app.
    public abstract Identity ownerOfOurToken(ProviderToken token) throws ProviderException;

    /// Where to send a browser whose user wants to sign in.
    public final URI authorizationUri(LoginRequest login) {
        AuthorizationRequest.Builder request =
                new AuthorizationRequest.Builder(
                                new ResponseType(ResponseType.Value.CODE),
                                new ClientID(app.clientId()))
                        .endpointURI(authorizationEndpoint())
                        .redirectionURI(login.redirectUri())
                        .scope(scope())
                        .state(new State(login.state()))
                        .codeChallenge(login.verifier(), CodeChallengeMethod.S256);
        return request.build().toURI();
    }

    /// Turns the code that a browser came back with into the person behind it.
    public final Identity redeem(String code, CodeVerifier verifier, URI redirectUri)
            throws ProviderException {
        if (code.isEmpty() || code.length() > MAX_CODE_LENGTH) {
            throw new ProviderException(
                    ProviderException.Kind.NOT_ACCEPTED, 0, "the code can't be one");
        }
        HTTPRequest request =
                new TokenRequest.Builder(
                                tokenEndpoint(),
                                new ClientSecretPost(
                                        new ClientID(app.clientId()),
                                        new Secret(app.clientSecret().reveal())),
                                new AuthorizationCodeGrant(
                                        new AuthorizationCode(code), redirectUri, verifier))
                        .build()
                        .toHTTPRequest();
        ProviderAnswer answer =
                http.post(
                        tokenEndpoint(),
                        Map.of(
                                "Content-Type", "application/x-www-form-urlencoded",
                                "Accept", "application/json"),
                        Objects.requireNonNullElse(request.getBody(), ""));
        return owner(token(answer));
    }

    /// GitHub says 200 to bad codes too.
    private static ProviderToken token(ProviderAnswer answer) throws ProviderException {
        ProviderAnswer.JsonFields fields = answer.object();
        String error = fields.text("error");
        if (!error.isEmpty()) {
            throw new ProviderException(
                    ProviderException.Kind.NOT_ACCEPTED,
                    answer.status(),
                    "the provider did not accept the code: " + SafeName.of(error, 100));
        }
        String token = fields.text("access_token");
        if (!answer.isOk() || !ProviderToken.isPlausible(token)) {
            throw answer.odd("the provider gave no token");
        }
        return new ProviderToken(token);
    }

    final OAuthApp app() {
        return app;
    }

    final ProviderHttp http() {
        return http;
    }

    static ProviderException notAccepted(ProviderAnswer answer, String what) {
        return new ProviderException(
                ProviderException.Kind.NOT_ACCEPTED,
                answer.status(),
                what + ", status " + answer.status());
    }
}
