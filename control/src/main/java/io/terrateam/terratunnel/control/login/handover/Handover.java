package io.terrateam.terratunnel.control.login.handover;

import io.terrateam.terratunnel.control.account.Accounts;
import io.terrateam.terratunnel.control.account.User;
import io.terrateam.terratunnel.control.apikey.ApiKeys;
import io.terrateam.terratunnel.control.apikey.IssuedKey;
import io.terrateam.terratunnel.control.apikey.KeyRequest;
import io.terrateam.terratunnel.control.audit.Actor;
import io.terrateam.terratunnel.control.reservation.TunnelUrls;
import io.terrateam.terratunnel.control.reservation.Tunnels;
import io.terrateam.terratunnel.control.session.OpaqueToken;
import io.terrateam.terratunnel.control.store.TunnelTable;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Gives programs the keys that their users agreed to.
///
/// A key is made when the program comes for it, not before, so that nothing ends the old one until
/// then; only the set-up wizard, which reads it from the address, gets one at once.
///
/// Thread: may block on the database.
public final class Handover {
    private final HandoverCodes codes;
    private final Accounts accounts;
    private final Tunnels tunnels;
    private final ApiKeys keys;
    private final TunnelUrls urls;
    private final URI publicUrl;

    /// @param publicUrl says who gave a code
    public Handover(
            HandoverCodes codes,
            Accounts accounts,
            Tunnels tunnels,
            ApiKeys keys,
            TunnelUrls urls,
            URI publicUrl) {
        this.codes = codes;
        this.accounts = accounts;
        this.tunnels = tunnels;
        this.keys = keys;
        this.urls = urls;
        this.publicUrl = publicUrl;
    }

    /// A key that was handed over.
    public record Handed(IssuedKey key, User user, TunnelTable.Details tunnel) {}

    /// The user agrees.
    ///
    /// @param tunnelId which tunnel the key is for
    /// @return where to send the browser; empty where the user has no such tunnel
    public Optional<URI> agree(HandoverRequest request, User user, long tunnelId, Actor by) {
        return own(user, tunnelId)
                .map(tunnel ->
                        request.challenge().isPresent()
                                ? withCode(request, request.challenge().get(), user, tunnel)
                                : withKey(request, user, tunnel, by));
    }

    /// The user does not agree.
    ///
    /// @return where to send the browser
    public URI decline(HandoverRequest request) {
        return request.caller().withError("access_denied", "The user did not agree.");
    }

    /// A program comes for the key that its user agreed to.
    ///
    /// @param peer where it comes from
    /// @return empty where the code is none, or not this program's, or not good any more
    public Optional<Handed> redeem(String code, String verifier, String redirectUri, Actor peer) {
        return codes.redeemForKey(code, verifier, redirectUri)
                .flatMap(agreed ->
                        accounts.find(agreed.userId())
                                .filter(User::active)
                                .flatMap(user ->
                                        own(user, agreed.tunnelId())
                                                .flatMap(tunnel ->
                                                        hand(
                                                                user,
                                                                tunnel,
                                                                agreed.keyName(),
                                                                as(user, peer)))));
    }

    private URI withCode(
            HandoverRequest request, String challenge, User user, TunnelTable.Details tunnel) {
        OpaqueToken code =
                codes.forKey(
                        new HandoverCodes.Agreed(user.id(), tunnel.tunnel().id(), keyName(request)),
                        challenge,
                        request.caller().redirectUri().toString());
        Map<String, String> answer = new LinkedHashMap<>();
        answer.put("code", code.reveal());
        answer.put("iss", publicUrl.toString());
        return request.caller().with(answer);
    }

    /// What the set-up wizard reads. It insists on an `access_token`, which it hands to
    /// `/api/auth/exchange`; a provider's token is not given away, so it gets a code for that.
    private URI withKey(HandoverRequest request, User user, TunnelTable.Details tunnel, Actor by) {
        Optional<Handed> handed = hand(user, tunnel, keyName(request), by);
        if (handed.isEmpty()) {
            return request.caller()
                    .withError("tunnel_creation_failed", "The tunnel is gone. Please try again.");
        }
        Map<String, String> answer = new LinkedHashMap<>();
        answer.put("access_token", codes.forIdentity(user.id()).reveal());
        answer.put("user_login", user.username());
        answer.put("user_id", user.providerUserId());
        answer.put("tunnel_id", tunnel.tunnel().subdomain());
        answer.put("tunnel_url", urls.url(tunnel.tunnel().subdomain()));
        answer.put("api_key", handed.get().key().text().reveal());
        return request.caller().with(answer);
    }

    private Optional<Handed> hand(User user, TunnelTable.Details tunnel, String name, Actor by) {
        return keys.rotate(tunnel.tunnel().id(), KeyRequest.PLAIN.named(name), by)
                .map(key -> new Handed(key, user, tunnel));
    }

    private Optional<TunnelTable.Details> own(User user, long tunnelId) {
        return tunnels.find(tunnelId).filter(found -> found.tunnel().userId() == user.id());
    }

    private static Actor as(User user, Actor peer) {
        return new Actor(
                Optional.of(user.id()), user.username(), peer.peerAddress(), peer.userAgent());
    }

    private static String keyName(HandoverRequest request) {
        return switch (request.client()) {
            case CLI ->
                    request.name().isEmpty()
                            ? "terratunnel login"
                            : "terratunnel login on " + request.name();
            case SETUP ->
                    request.name().isEmpty() ? "Set-up wizard" : "Set-up wizard: " + request.name();
        };
    }
}
