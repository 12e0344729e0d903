package io.terrateam.terratunnel.control.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Clock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/// The server's SQLite database, open and up to date.
///
/// Thread: any that may block. Reads run side by side; writers of this process queue for one lock
/// and those of other processes for SQLite's own, both bounded by [#BUSY_TIMEOUT_MILLIS]. Owns: a
/// small pool of connections, closed with it. Limits: write-ahead log on, foreign keys enforced.
/// Failure: [StoreException] from [#open] where the file can't be used.
public final class Database implements AutoCloseable {

    /// How long a statement waits for another process's lock, in milliseconds.
    static final int BUSY_TIMEOUT_MILLIS = 5_000;

    private static final int CONNECTIONS = 4;

    private final HikariDataSource pool;
    private final Jdbi jdbi;
    private final ReentrantLock writing = new ReentrantLock(true);

    private Database(HikariDataSource pool) {
        this.pool = pool;
        this.jdbi = Jdbi.create(pool);
    }

    /// Opens `file`, which is made with its parent directories where it does not exist.
    ///
    /// @param clock names the copy that is made before an older schema is changed
    public static Database open(Path file, Clock clock) {
        Path absolute = file.toAbsolutePath().normalize();
        createParent(absolute);
        createPrivately(absolute);
        new SchemaUpdate(absolute, clock).run();
        HikariDataSource pool = pool(absolute);
        try {
            return new Database(pool);
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
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
        try {
            return new DatabaseChanges(pool.getDataSource().getConnection());
        } catch (SQLException e) {
            throw new StoreException("can't watch the database: " + e.getMessage(), e);
        }
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

    /// Runs `change` in a transaction that holds SQLite's write lock from its beginning.
    void write(Consumer<Handle> change) {
        writeAndGet(handle -> {
            change.accept(handle);
            return Boolean.TRUE;
        });
    }

    /// As [#write], with a result.
    <T> T writeAndGet(Function<Handle, T> change) {
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

    private static void createParent(Path file) {
        Path parent = file.getParent();
        if (parent == null) {
            return;
        }
        try {
            Files.createDirectories(parent);
        } catch (IOException e) {
            throw new StoreException(
                    "can't make the directory "
                            + parent
                            + " for the database ("
                            + e.getClass().getSimpleName()
                            + "). Choose another --db-path.",
                    e);
        }
    }

    /// Makes a new file for its owner only: it will hold hashes of keys and the secret of resume
    /// tokens. SQLite gives its side files the same rights.
    private static void createPrivately(Path file) {
        try {
            if (!Files.exists(file)
                    && file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.createFile(
                        file,
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rw-------")));
            }
        } catch (FileAlreadyExistsException e) {
            // Somebody else made it just now, in the same way.
        } catch (IOException e) {
            throw new StoreException(
                    "can't make the database "
                            + file
                            + " ("
                            + e.getClass().getSimpleName()
                            + "). Choose another --db-path.",
                    e);
        }
    }

    private static HikariDataSource pool(Path file) {
        SQLiteConfig sqlite = new SQLiteConfig();
        sqlite.setJournalMode(SQLiteConfig.JournalMode.WAL);
        sqlite.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        sqlite.enforceForeignKeys(true);
        sqlite.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
        sqlite.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        SQLiteDataSource source = new SQLiteDataSource(sqlite);
        source.setUrl("jdbc:sqlite:" + file);
        HikariConfig config = new HikariConfig();
        config.setPoolName("store");
        config.setDataSource(source);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(1);
        try {
            return new HikariDataSource(config);
        } catch (RuntimeException e) {
            throw new StoreException("can't open the database " + file + ": " + e.getMessage(), e);
        }
    }
}
