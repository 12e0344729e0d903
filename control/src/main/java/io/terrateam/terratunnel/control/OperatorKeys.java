package io.terrateam.terratunnel.control;

import io.terrateam.terratunnel.control.account.LocalOperator;
import io.terrateam.terratunnel.control.apikey.ApiKeys;
import io.terrateam.terratunnel.control.apikey.IssuedKey;
import io.terrateam.terratunnel.control.apikey.KeyRequest;
import io.terrateam.terratunnel.control.audit.Actor;
import io.terrateam.terratunnel.control.audit.AuditLog;
import io.terrateam.terratunnel.control.reservation.NameGenerator;
import io.terrateam.terratunnel.control.reservation.Names;
import io.terrateam.terratunnel.control.reservation.Reservations;
import io.terrateam.terratunnel.control.reservation.Tunnels;
import io.terrateam.terratunnel.control.store.ApiKeyRow;
import io.terrateam.terratunnel.control.store.Database;
import io.terrateam.terratunnel.control.store.TunnelRow;
import io.terrateam.terratunnel.protocol.TunnelName;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Keys as whoever runs the server's commands sees them: all of them, and any free name.
///
/// Thread: may block on the database.
public final class OperatorKeys {
    private final Database database;
    private final Tunnels tunnels;
    private final ApiKeys keys;

    /// @param tunnels where names are taken
    /// @param keys where keys are made
    public OperatorKeys(Database database, Tunnels tunnels, ApiKeys keys) {
        this.database = database;
        this.tunnels = tunnels;
        this.keys = keys;
    }

    /// Those of a database that is used by one command.
    public static OperatorKeys of(Database database, Clock clock) {
        SecureRandom random = new SecureRandom();
        AuditLog audit = new AuditLog(database, Runnable::run, clock);
        Names names = new Names(database, new NameGenerator(random), name -> false, clock);
        Tunnels tunnels =
                new Tunnels(
                        database,
                        names,
                        new Reservations(database, clock),
                        audit,
                        clock,
                        Duration.ZERO);
        return new OperatorKeys(database, tunnels, new ApiKeys(database, random, audit, clock));
    }

    /// Makes the key of a tunnel, and the tunnel itself where nobody owns that name.
    ///
    /// @param evenIfResting whether a name may be had that rests
    /// @throws io.terrateam.terratunnel.control.reservation.NameTakenException where it can't be
    ///   had
    public IssuedKey create(TunnelName name, KeyRequest request, boolean evenIfResting) {
        return database.transactionAndGet(() -> {
            TunnelRow tunnel =
                    tunnels.named(
                            name, LocalOperator.userId(database), evenIfResting, Actor.OPERATOR);
            return keys.rotate(tunnel.id(), request, Actor.OPERATOR).orElseThrow();
        });
    }

    /// All keys, oldest first, active or not.
    public List<ApiKeyRow> list() {
        return keys.list();
    }

    /// Ends a key.
    ///
    /// @return whether it was active until now; empty where there is no such key
    public Optional<Boolean> revoke(long id) {
        return keys.revoke(id, Actor.OPERATOR);
    }
}
