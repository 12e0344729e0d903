package io.terrateam.terratunnel.control;

import io.terrateam.terratunnel.control.account.Accounts;
import io.terrateam.terratunnel.control.account.User;
import io.terrateam.terratunnel.control.apikey.AttemptLimit;
import io.terrateam.terratunnel.control.apikey.KeyCheck;
import io.terrateam.terratunnel.control.apikey.KeyText;
import io.terrateam.terratunnel.control.session.BrowserCookie;
import io.terrateam.terratunnel.control.session.Session;
import io.terrateam.terratunnel.control.session.SessionCheck;
import io.terrateam.terratunnel.control.session.Sessions;
import io.terrateam.terratunnel.control.web.Identities;
import io.terrateam.terratunnel.control.web.KeyCaller;
import io.terrateam.terratunnel.control.web.Refusal;
import io.terrateam.terratunnel.control.web.SignedIn;
import io.terrateam.terratunnel.control.web.WebRequest;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

/// Knows people by the sessions and keys that are stored.
///
/// Thread: may block on the database. Limits: [AttemptLimit#BAD_KEYS] bad keys a minute from one
/// address.
record StoredIdentities(
        Sessions sessions,
        BrowserCookie cookie,
        KeyCheck keys,
        Accounts accounts,
        AttemptLimit badKeys)
        implements Identities {

    @Override
    public Optional<SignedIn> session(WebRequest request) {
        return cookie.read(request.values("cookie"))
                .map(sessions::check)
                .flatMap(check ->
                        check instanceof SessionCheck.Valid(Session session)
                                ? Optional.of(signedIn(session))
                                : Optional.empty());
    }

    @Override
    public SignedIn bearerSession(String token) {
        return switch (sessions.check(token)) {
            case SessionCheck.Valid(Session session) -> signedIn(session);
            case SessionCheck.Over() -> throw new Refusal(401, "Token has expired");
            case SessionCheck.Invalid() -> throw new Refusal(401, "Invalid token");
            case SessionCheck.NoUser() -> throw new Refusal(401, "User not found");
        };
    }

    private static SignedIn signedIn(Session session) {
        return new SignedIn(session.user(), session.id().reveal());
    }

    @Override
    public KeyCaller apiKey(String key, InetAddress peer) {
        Optional<Duration> wait = badKeys.waitFor(peer);
        if (wait.isPresent()) {
            throw Refusal.tooMany(
                    "Too many invalid keys from this address", (int) wait.get().toSeconds() + 1);
        }
        Optional<KeyCheck.Caller> caller = keys.identify(KeyText.of(key));
        Optional<User> user = caller.flatMap(found -> accounts.find(found.key().userId()));
        if (caller.isEmpty() || user.isEmpty()) {
            badKeys.count(peer);
            throw new Refusal(401, "Invalid or expired API key");
        }
        return new KeyCaller(user.get(), caller.get().key().id(), caller.get().scopes());
    }
}
