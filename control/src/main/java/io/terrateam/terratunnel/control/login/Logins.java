package io.terrateam.terratunnel.control.login;

import io.terrateam.terratunnel.control.account.Accounts;
import io.terrateam.terratunnel.control.account.Identity;
import io.terrateam.terratunnel.control.account.SignIn;
import io.terrateam.terratunnel.control.apikey.AttemptLimit;
import io.terrateam.terratunnel.control.audit.Actor;
import io.terrateam.terratunnel.control.audit.AuditEvent;
import io.terrateam.terratunnel.control.audit.AuditLog;
import io.terrateam.terratunnel.control.audit.AuditLog.Subject;
import io.terrateam.terratunnel.control.login.provider.IdentityProvider;
import io.terrateam.terratunnel.control.login.provider.LoginRequest;
import io.terrateam.terratunnel.control.login.provider.ProviderException;
import io.terrateam.terratunnel.control.login.provider.Providers;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Signing in with a browser, from the button to the account.
///
/// Spec: RFC 6749 section 4.1 with PKCE (RFC 7636), as RFC 9700 wants it.
///
/// Thread: may block on the database and on the provider. Limits: an address may begin
/// [#STARTS_PER_MINUTE] times a minute.
public final class Logins {
    /// How often an address may begin.
    public static final int STARTS_PER_MINUTE = 10;

    private static final Logger LOG = LoggerFactory.getLogger(Logins.class);

    private final Providers providers;
    private final LoginStates states;
    private final Accounts accounts;
    private final AuditLog audit;
    private final URI publicUrl;
    private final AttemptLimit starts;

    /// @param publicUrl where providers send browsers back to
    /// @param starts counts who begins
    public Logins(
            Providers providers,
            LoginStates states,
            Accounts accounts,
            AuditLog audit,
            URI publicUrl,
            AttemptLimit starts) {
        this.providers = providers;
        this.states = states;
        this.accounts = accounts;
        this.audit = audit;
        this.publicUrl = publicUrl;
        this.starts = starts;
    }

    /// The providers that can be signed in with.
    public Providers providers() {
        return providers;
    }

    /// Begins.
    public LoginStart begin(String providerId, LoginGoal goal, InetAddress peer) {
        Optional<IdentityProvider> provider = providers.find(providerId);
        if (provider.isEmpty()) {
            return new LoginStart.NotConfigured();
        }
        Optional<Duration> wait = starts.waitFor(peer);
        if (wait.isPresent()) {
            return new LoginStart.TooMany(wait.get());
        }
        starts.count(peer);
        LoginStates.Begun begun = states.begin(providerId, goal);
        URI uri =
                provider.get()
                        .authorizationUri(
                                new LoginRequest(
                                        begun.state().reveal(),
                                        begun.verifier(),
                                        callbackUri(providerId)));
        return new LoginStart.AtProvider(uri, begun.browser());
    }

    /// Ends: whoever came back is known now, or not.
    ///
    /// @param from the browser that came back
    public LoginEnd finish(Callback callback, Actor from) {
        Optional<IdentityProvider> provider = providers.find(callback.provider());
        if (provider.isEmpty()) {
            return new LoginEnd.Out(LoginProblem.STATE_UNKNOWN, Optional.empty());
        }
        return switch (states.take(callback.provider(), callback.state(), callback.browser())) {
            case LoginStates.Found.Wrong(LoginProblem problem, Optional<Caller> caller) -> {
                // Anybody can make up a state; the log is not theirs to fill.
                if (problem != LoginProblem.STATE_UNKNOWN) {
                    noteFailure(callback.provider(), problem.code(), from);
                }
                yield new LoginEnd.Out(problem, caller);
            }
            case LoginStates.Found.Right right -> finish(provider.get(), callback, right, from);
        };
    }

    private LoginEnd finish(
            IdentityProvider provider,
            Callback callback,
            LoginStates.Found.Right right,
            Actor from) {
        Optional<Caller> caller = right.goal().caller();
        if (callback.issuer().filter(issuer -> !provider.isIssuer(issuer)).isPresent()) {
            return out(provider, LoginProblem.OTHER_PROVIDER, caller, from);
        }
        if (callback.error().isPresent()) {
            return out(
                    provider,
                    callback.error().get().equals("access_denied")
                            ? LoginProblem.DENIED
                            : LoginProblem.NOT_ACCEPTED,
                    caller,
                    from);
        }
        if (callback.code().isEmpty()) {
            return out(provider, LoginProblem.INCOMPLETE, caller, from);
        }
        try {
            Identity identity =
                    provider.redeem(
                            callback.code().get(), right.verifier(), callbackUri(provider.id()));
            return switch (accounts.signIn(identity, from)) {
                case SignIn.Welcome(var user, boolean isNew) ->
                        new LoginEnd.In(user, isNew, right.goal().next());
                case SignIn.Disabled(var user) ->
                        out(
                                provider,
                                LoginProblem.DISABLED,
                                caller,
                                new Actor(
                                        Optional.of(user.id()),
                                        user.username(),
                                        from.peerAddress(),
                                        from.userAgent()));
            };
        } catch (ProviderException e) {
            LOG.warn("sign-in by {} failed: {}", provider.label(), e.getMessage());
            return out(provider, problem(e), caller, from);
        }
    }

    private LoginEnd out(
            IdentityProvider provider, LoginProblem problem, Optional<Caller> caller, Actor from) {
        noteFailure(provider.id(), problem.code(), from);
        return new LoginEnd.Out(problem, caller);
    }

    private void noteFailure(String provider, String code, Actor from) {
        audit.noted(
                AuditEvent.LOGIN_FAILED,
                from,
                new Subject("", from.username(), Map.of("provider", provider, "reason", code)));
    }

    private static LoginProblem problem(ProviderException failure) {
        return switch (failure.kind()) {
            case NOT_ACCEPTED -> LoginProblem.NOT_ACCEPTED;
            case UNREACHABLE, ODD_ANSWER -> LoginProblem.PROVIDER_DOWN;
        };
    }

    private URI callbackUri(String providerId) {
        return URI.create(publicUrl + "/auth/" + providerId + "/callback");
    }
}
