package io.terrateam.terratunnel.control.store;

import com.zaxxer.hikari.HikariDataSource;
import io.terrateam.terratunnel.control.store.engine.DatabaseChanges;
import io.terrateam.terratunnel.control.store.engine.DatabaseLocation;
import io.terrateam.terratunnel.control.store.engine.Engine;
import io.terrateam.terratunnel.control.store.engine.SchemaReport;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server's database, open and up to date.
///
/// Thread: any that may block. Reads run side by side. On SQLite writers of this process queue for
/// one lock and those of other processes for SQLite's own. Owns: a small pool of connections,
/// closed with it. Failure: `StoreException` from [#open] where the database can't be used.
public final class Database implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);

    private final Engine engine;
    private final HikariDataSource pool;
    private final Jdbi jdbi;
    private final ReentrantLock writing = new ReentrantLock(true);

    private Database(Engine engine, HikariDataSource pool) {
        this.engine = engine;
        this.pool = pool;
        this.jdbi = Jdbi.create(pool);
    }

    /// Opens the SQLite file `file`, which is made with its parent directories where it does not
    /// exist.
    ///
    /// @param clock names the copy that is made before an older schema is changed
    public static Database open(Path file, Clock clock) {
        return open(new DatabaseLocation.SqliteFile(file), clock);
    }

    /// Opens the database at `location`.
    ///
    /// @param clock names the copy that is made before an older schema is changed
    public static Database open(DatabaseLocation location, Clock clock) {
        Engine engine = Engine.at(location, clock);
        SchemaReport report = engine.prepare();
        report.inWords().ifPresent(LOG::info);
        return new Database(engine, engine.connect());
    }

    /// The table of people.
    public UserTable users() {
        return new UserTable(this);
    }

    /// The table of owned names.
    public TunnelTable tunnels() {
        return new TunnelTable(this);
    }

    /// The table of API keys.
    public ApiKeyTable apiKeys() {
        return new ApiKeyTable(this);
    }

    /// The table of links that came and went.
    public AuditTable audit() {
        return new AuditTable(this);
    }

    /// The table of administrators' accounts.
    public AdminPinTable adminPins() {
        return new AdminPinTable(this);
    }

    /// The table of who is logged in.
    public SessionTable sessions() {
        return new SessionTable(this);
    }

    /// The table of logins that were begun.
    public OAuthStateTable oauthStates() {
        return new OAuthStateTable(this);
    }

    /// The table of codes that are good once.
    public LoginCodeTable loginCodes() {
        return new LoginCodeTable(this);
    }

    /// The table of names that rest.
    public ReleasedNameTable releasedNames() {
        return new ReleasedNameTable(this);
    }

    /// The table of the server's own secrets.
    public SecretTable secrets() {
        return new SecretTable(this);
    }

    /// Tells whether the database changed; to be closed before this.
    public DatabaseChanges changes() {
        return engine.changes();
    }

    /// Puts a copy of all of it, as of one moment, into the new file `target`, for its owner only.
    ///
    /// It is made to be restored from, so it holds the secrets too. Failure: `StoreException`; on
    /// PostgreSQL always, which has programs of its own for that.
    public void backUp(Path target) {
        engine.backUp(target);
    }

    /// Runs `work` in one transaction: all that it writes through this object is kept, or nothing.
    public void transaction(Runnable work) {
        write(handle -> work.run());
    }

    /// As [#transaction], with a result.
    public <T> T transactionAndGet(Supplier<T> work) {
        return writeAndGet(handle -> work.get());
    }

    /// Runs `query` on a connection of the pool.
    <T> T read(Function<Handle, T> query) {
        return jdbi.withHandle(query::apply);
    }

    /// Runs `change` in a transaction; on SQLite it holds the write lock from its beginning.
    void write(Consumer<Handle> change) {
        writeAndGet(handle -> {
            change.accept(handle);
            return Boolean.TRUE;
        });
    }

    /// As [#write], with a result.
    <T> T writeAndGet(Function<Handle, T> change) {
        if (!engine.hasOneWriter()) {
            return jdbi.inTransaction(change::apply);
        }
        writing.lock();
        try {
            return jdbi.inTransaction(change::apply);
        } finally {
            writing.unlock();
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
