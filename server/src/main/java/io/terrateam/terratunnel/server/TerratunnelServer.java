package io.terrateam.terratunnel.server;

import io.terrateam.terratunnel.control.Chores;
import io.terrateam.terratunnel.control.ControlPlane;
import io.terrateam.terratunnel.control.Housekeeping;
import io.terrateam.terratunnel.control.apikey.AttemptLimit;
import io.terrateam.terratunnel.control.apikey.KeyCheck;
import io.terrateam.terratunnel.control.apikey.KeyUse;
import io.terrateam.terratunnel.control.audit.AuditLog;
import io.terrateam.terratunnel.control.audit.BackgroundWriter;
import io.terrateam.terratunnel.control.login.provider.ProviderHttp;
import io.terrateam.terratunnel.control.reservation.AnonymousNames;
import io.terrateam.terratunnel.control.reservation.NameGenerator;
import io.terrateam.terratunnel.control.reservation.Names;
import io.terrateam.terratunnel.control.reservation.Reservations;
import io.terrateam.terratunnel.control.reservation.ResumeTokens;
import io.terrateam.terratunnel.control.store.Database;
import io.terrateam.terratunnel.edge.Edge;
import io.terrateam.terratunnel.edge.spi.LinkVerdict;
import io.terrateam.terratunnel.server.adapter.BlockingWork;
import io.terrateam.terratunnel.server.adapter.ControlHost;
import io.terrateam.terratunnel.server.adapter.EdgeTunnels;
import io.terrateam.terratunnel.server.adapter.KeyAnswers;
import io.terrateam.terratunnel.server.adapter.KeyWatch;
import io.terrateam.terratunnel.server.adapter.LiveNames;
import io.terrateam.terratunnel.server.adapter.StoredLinkAudit;
import io.terrateam.terratunnel.server.adapter.StoredLinkAuthenticator;
import io.terrateam.terratunnel.server.adapter.StoredReservationLookup;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running server: the edge, the control plane, and what joins them.
///
/// Thread: [#start] and [#close] block; event loops and virtual threads of its own do the rest.
/// Owns: the database and the edge, closed in the reverse order of their start.
public final class TerratunnelServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TerratunnelServer.class);
    private static final String RESUME_SECRET = "resume-token";

    private final Edge edge;
    private final Database database;
    private final Deque<AutoCloseable> parts;

    private TerratunnelServer(Edge edge, Database database, Deque<AutoCloseable> parts) {
        this.edge = edge;
        this.database = database;
        this.parts = parts;
    }

    /// Opens the database, builds what the edge asks, and starts listening.
    ///
    /// Failure: `StoreException` for a database that can't be used; whatever the edge throws where
    /// it can't listen. Nothing is left open then.
    public static TerratunnelServer start(ServerConfig config) {
        Deque<AutoCloseable> parts = new ArrayDeque<>();
        boolean isStarted = false;
        try {
            TerratunnelServer server = build(config, parts);
            isStarted = true;
            return server;
        } finally {
            if (!isStarted) {
                closeAll(parts);
            }
        }
    }

    private static TerratunnelServer build(ServerConfig config, Deque<AutoCloseable> parts) {
        Clock clock = Clock.systemUTC();
        RandomGenerator random = new SecureRandom();

        Database database = opened(parts, Database.open(config.database(), clock));
        BackgroundWriter writer =
                opened(
                        parts,
                        BackgroundWriter.start(
                                BackgroundWriter.DEFAULT_CAPACITY, database::transaction));
        BlockingWork blocking = opened(parts, new BlockingWork());

        AuditLog audit = new AuditLog(database, writer::submit, clock);
        Reservations reservations = new Reservations(database, clock);
        LiveNames liveNames = new LiveNames();
        Names names = new Names(database, new NameGenerator(random), liveNames::contains, clock);
        KeyCheck keys = new KeyCheck(database, new KeyUse(database, writer, clock), clock);
        KeyAnswers answers =
                new KeyAnswers(config.control().publicUrl(), config.control().login().isOn());
        AnonymousNames anonymous =
                new AnonymousNames(database, names, resumeTokens(database, random, clock), clock);
        EdgeTunnels live = new EdgeTunnels();
        ControlPlane.Shared shared =
                new ControlPlane.Shared(
                        config.database(),
                        database,
                        audit,
                        names,
                        reservations,
                        keys,
                        new AttemptLimit(AttemptLimit.BAD_KEYS, clock),
                        live,
                        opened(parts, new ProviderHttp()),
                        random,
                        clock);
        ControlHost pages =
                opened(parts, new ControlHost(ControlPlane.web(config.control(), shared)));
        Edge edge =
                opened(
                        parts,
                        Edge.start(
                                config.edge(),
                                new StoredLinkAuthenticator(
                                        keys,
                                        answers,
                                        limits(shared.badKeys(), clock),
                                        config.isKeyRequired()
                                                ? Optional.empty()
                                                : Optional.of(anonymous),
                                        blocking),
                                new StoredReservationLookup(reservations, blocking),
                                new StoredLinkAudit(
                                        audit, liveNames, config.edge().domain().host()),
                                pages));
        live.watch(edge);
        opened(parts, Housekeeping.start(Chores.of(config.control(), shared)));
        KeyWatch.Judge judge = new KeyWatch.Judge(keys, answers);
        opened(parts, KeyWatch.start(judge, database.changes(), watched(edge), clock));
        return new TerratunnelServer(edge, database, parts);
    }

    private static StoredLinkAuthenticator.Limits limits(AttemptLimit badKeys, Clock clock) {
        return new StoredLinkAuthenticator.Limits(
                badKeys, new AttemptLimit(AttemptLimit.NEW_NAMES, clock));
    }

    private static KeyWatch.Links watched(Edge edge) {
        return new KeyWatch.Links() {
            @Override
            public Set<LinkVerdict.Holder> holders() {
                return edge.linkHolders();
            }

            @Override
            public void close(Predicate<LinkVerdict.Holder> of, String reason, boolean retires) {
                edge.closeLinks(of, reason, retires);
            }
        };
    }

    private static ResumeTokens resumeTokens(
            Database database, RandomGenerator random, Clock clock) {
        byte[] kept =
                database.secrets()
                        .findOrCreate(
                                RESUME_SECRET,
                                () -> {
                                    byte[] secret = new byte[ResumeTokens.SECRET_BYTES];
                                    random.nextBytes(secret);
                                    return secret;
                                });
        return new ResumeTokens(kept, clock);
    }

    private static <T extends AutoCloseable> T opened(Deque<AutoCloseable> parts, T part) {
        parts.push(part);
        return part;
    }

    /// The port that it listens on.
    public int port() {
        return edge.port();
    }

    /// How it reads and writes sockets, a word for the log.
    public String transport() {
        return edge.transport();
    }

    /// Whether there is a key that somebody may connect with. Blocks on the database.
    public boolean hasKeys() {
        return database.apiKeys().anyActive();
    }

    /// Takes nothing new and lets what runs finish, for `grace` at most; the stage completes when
    /// nothing runs.
    public CompletionStage<Void> drain(Duration grace) {
        return edge.drain(grace);
    }

    /// Ends everything at once, newest part first.
    @Override
    public void close() {
        closeAll(parts);
    }

    private static void closeAll(Deque<AutoCloseable> parts) {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                LOG.warn("a part of the server did not close", e);
            }
        }
    }
}
