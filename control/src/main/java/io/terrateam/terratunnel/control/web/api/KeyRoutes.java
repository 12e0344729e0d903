package io.terrateam.terratunnel.control.web.api;

import io.terrateam.terratunnel.control.apikey.ApiKeys;
import io.terrateam.terratunnel.control.apikey.Scope;
import io.terrateam.terratunnel.control.store.ApiKeyRow;
import io.terrateam.terratunnel.control.store.TunnelRow;
import io.terrateam.terratunnel.control.web.Access;
import io.terrateam.terratunnel.control.web.Answer;
import io.terrateam.terratunnel.control.web.Call;
import io.terrateam.terratunnel.control.web.Json;
import io.terrateam.terratunnel.control.web.KeyCaller;
import io.terrateam.terratunnel.control.web.Refusal;
import io.terrateam.terratunnel.control.web.Route;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/// A user's keys, in the shapes of the Python original.
final class KeyRoutes {
    /// UTC without saying so, as the original writes times.
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);

    private final ApiKeys keys;

    KeyRoutes(ApiKeys keys) {
        this.keys = keys;
    }

    List<Route> routes() {
        return List.of(
                Route.api("GET", "/api/auth/keys", Access.API_KEY, this::list),
                Route.api("DELETE", "/api/auth/keys/{key_id}", Access.API_KEY, this::revoke));
    }

    private Answer list(Call call) {
        KeyCaller caller = Permission.require(call, Scope.READ);
        Json list = Json.list();
        keys.listOfUser(caller.user().id()).forEach(key -> list.add(json(key)));
        return Answer.json(200, list.toString());
    }

    private static Json json(ApiKeyRow key) {
        return Json.object()
                .put("id", key.id())
                .put("key_prefix", key.prefix())
                .put("name", key.name().isEmpty() ? null : key.name())
                .put("created_at", TIME.format(key.createdAt()))
                .put("last_used_at", time(key.lastUsedAt()))
                .put("expires_at", time(key.expiresAt()))
                .put("is_active", key.active())
                .put("scopes", key.scopes())
                .put("tunnel", key.tunnel().map(TunnelRow::subdomain));
    }

    private static Optional<String> time(Optional<Instant> at) {
        return at.map(TIME::format);
    }

    private Answer revoke(Call call) {
        KeyCaller caller = Permission.require(call, Scope.DELETE);
        long id = id(call);
        if (id == caller.keyId()) {
            throw new Refusal(400, "Cannot revoke the API key currently in use");
        }
        boolean isRevoked =
                keys.find(id)
                        .filter(key -> key.userId() == caller.user().id())
                        .flatMap(key -> keys.revoke(key.id(), call.actor()))
                        .isPresent();
        if (!isRevoked) {
            throw notFound();
        }
        return Answer.json(
                200, Json.object().put("message", "API key revoked successfully").toString());
    }

    private static long id(Call call) {
        try {
            return Long.parseLong(call.path("key_id"));
        } catch (NumberFormatException e) {
            throw notFound();
        }
    }

    private static Refusal notFound() {
        return new Refusal(404, "API key not found or not owned by user");
    }
}
