package io.terrateam.terratunnel.control.login.handover;

import io.terrateam.terratunnel.control.account.Accounts;
import io.terrateam.terratunnel.control.account.Identity;
import io.terrateam.terratunnel.control.account.SignIn;
import io.terrateam.terratunnel.control.account.User;
import io.terrateam.terratunnel.control.apikey.ApiKeys;
import io.terrateam.terratunnel.control.apikey.IssuedKey;
import io.terrateam.terratunnel.control.apikey.KeyRequest;
import io.terrateam.terratunnel.control.audit.Actor;
import io.terrateam.terratunnel.control.audit.AuditEvent;
import io.terrateam.terratunnel.control.audit.AuditLog;
import io.terrateam.terratunnel.control.audit.AuditLog.Subject;
import io.terrateam.terratunnel.control.login.provider.ProviderException;
import io.terrateam.terratunnel.control.login.provider.ProviderToken;
import io.terrateam.terratunnel.control.reservation.Tunnels;
import io.terrateam.terratunnel.control.store.TunnelTable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes a provider's token and gives a key: signing in for programs that have one already.
///
/// A token says who its owner is to whichever program holds it, so only tokens that were made for
/// our own app are taken: any other one may have been made for a program that its owner trusts with
/// less.
///
/// Thread: may block on the database and on the provider. Limits: [#PER_MINUTE] for an address,
/// counted by whoever calls.
public final class TokenExchange {
    /// How often an address may try.
    public static final int PER_MINUTE = 10;

    private static final Logger LOG = LoggerFactory.getLogger(TokenExchange.class);

    private final TokenOwners owners;
    private final HandoverCodes codes;
    private final Accounts accounts;
    private final Tunnels tunnels;
    private final ApiKeys keys;
    private final AuditLog audit;

    /// @param codes stand for users who agreed that the set-up wizard signs in for them
    public TokenExchange(
            TokenOwners owners,
            HandoverCodes codes,
            Accounts accounts,
            Tunnels tunnels,
            ApiKeys keys,
            AuditLog audit) {
        this.owners = owners;
        this.codes = codes;
        this.accounts = accounts;
        this.tunnels = tunnels;
        this.keys = keys;
        this.audit = audit;
    }

    /// How it ended.
    public sealed interface Result {
        /// A new key of the user's newest tunnel.
        record Key(IssuedKey key, User user, TunnelTable.Details tunnel) implements Result {}

        /// Such tokens are not taken here.
        record NotConfigured() implements Result {}

        /// The token is none of ours.
        record NotAccepted() implements Result {}

        /// The provider did not say whose it is.
        ///
        /// @param status its answer's; 0 where it gave none
        record ProviderFailed(int status) implements Result {}

        /// The owner's account is disabled.
        record Disabled() implements Result {}
    }

    /// Exchanges a token.
    ///
    /// @param provider `github` or `gitlab`
    /// @param token what was presented as one
    public Result exchange(String provider, String token, KeyRequest wanted, Actor from) {
        Optional<User> agreed =
                codes.redeemForIdentity(token)
                        .flatMap(accounts::find)
                        .filter(user -> user.provider().equals(provider));
        if (agreed.isPresent()) {
            return agreed.get().active() ? key(agreed.get(), wanted, from) : new Result.Disabled();
        }
        if (!ProviderToken.isPlausible(token)) {
            return refused(provider, from);
        }
        try {
            Optional<Identity> owner = owners.find(provider, new ProviderToken(token));
            return owner.isEmpty() ? new Result.NotConfigured() : signIn(owner.get(), wanted, from);
        } catch (ProviderException e) {
            LOG.info("token exchange by {} failed: {}", provider, e.getMessage());
            return switch (e.kind()) {
                case NOT_ACCEPTED -> refused(provider, from);
                case UNREACHABLE, ODD_ANSWER -> new Result.ProviderFailed(e.status());
            };
        }
    }

    private Result signIn(Identity identity, KeyRequest wanted, Actor from) {
        return switch (accounts.signIn(identity, from)) {
            case SignIn.Welcome(User user, boolean isNew) -> key(user, wanted, from);
            case SignIn.Disabled(User user) -> new Result.Disabled();
        };
    }

    private Result key(User user, KeyRequest wanted, Actor from) {
        Actor by =
                new Actor(
                        Optional.of(user.id()),
                        user.username(),
                        from.peerAddress(),
                        from.userAgent());
        List<TunnelTable.Details> own = tunnels.list(user.id());
        TunnelTable.Details tunnel =
                own.isEmpty()
                        ? tunnels.create(user.id(), false, Optional.empty(), by).tunnel()
                        : own.getLast();
        return keys.rotate(tunnel.tunnel().id(), wanted, by)
                .<Result>map(key -> new Result.Key(key, user, tunnel))
                .orElseThrow(() -> new IllegalStateException("the tunnel is gone"));
    }

    private Result refused(String provider, Actor from) {
        audit.noted(
                AuditEvent.LOGIN_FAILED,
                from,
                new Subject("", "", Map.of("provider", provider, "reason", "token-not-accepted")));
        return new Result.NotAccepted();
    }
}
