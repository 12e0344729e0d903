package io.terrateam.terratunnel.control.store.engine;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.terrateam.terratunnel.control.store.engine.DatabaseLocation.PostgresDatabase;
import java.nio.file.Path;
import org.postgresql.ds.PGSimpleDataSource;

/// A database of a PostgreSQL server, which several Terratunnel servers may share.
final class PostgresEngine implements Engine {
    private static final int CONNECTIONS = 8;
    private static final int CONNECTION_TIMEOUT_MILLIS = 10_000;

    /// Seconds without an answer after which a statement has failed.
    private static final int ANSWER_TIMEOUT = 30;

    private final PostgresDatabase location;

    PostgresEngine(PostgresDatabase location) {
        this.location = location;
    }

    @Override
    public SchemaReport prepare() {
        return new PostgresSchema(source(), location.toString()).run();
    }

    @Override
    public DatabaseHealth check() {
        return new PostgresSchema(source(), location.toString()).check();
    }

    @Override
    public void backUp(Path target) {
        throw new StoreException(
                "the database "
                        + location
                        + " is PostgreSQL: back it up with its own pg_dump, such as"
                        + " pg_dump --format=custom --file="
                        + target.getFileName()
                        + " DATABASE");
    }

    @Override
    public HikariDataSource connect() {
        PGSimpleDataSource source = source();
        if (source.getSocketTimeout() == 0) {
            source.setSocketTimeout(ANSWER_TIMEOUT);
        }
        HikariConfig config = new HikariConfig();
        config.setPoolName("store");
        config.setDataSource(source);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
        try {
            return new HikariDataSource(config);
        } catch (PoolInitializationException e) {
            throw PostgresSchema.unreachable(location.toString(), e);
        }
    }

    @Override
    public DatabaseChanges changes() {
        PGSimpleDataSource source = source();
        source.setSocketTimeout(ANSWER_TIMEOUT);
        return new PostgresChanges(source);
    }

    @Override
    public boolean hasOneWriter() {
        return false;
    }

    private PGSimpleDataSource source() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(location.url());
        source.setApplicationName("terratunnel");
        if (!location.user().isEmpty()) {
            source.setUser(location.user());
        }
        if (!location.password().isEmpty()) {
            source.setPassword(location.password());
        }
        return source;
    }
}
