package io.terrateam.terratunnel.control.store.engine;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.time.Clock;

/// What a database engine does in its own way.
public interface Engine {

    /// The engine for `location`.
    ///
    /// @param clock names the copy that is made before an older schema is changed
    static Engine at(DatabaseLocation location, Clock clock) {
        return switch (location) {
            case DatabaseLocation.SqliteFile(var path) -> new SqliteEngine(path, clock);
            case DatabaseLocation.PostgresDatabase server -> new PostgresEngine(server);
        };
    }

    /// Makes the database where there is none, and brings its schema up to date.
    ///
    /// Failure: [StoreException], with what to do, where it can't be used.
    SchemaReport prepare();

    /// Looks at it as it is, all of it, without changing anything.
    ///
    /// Failure: [StoreException] where it can't be read.
    DatabaseHealth check();

    /// Puts a copy of it, as of one moment, into the new file `target`, while others read and
    /// write.
    ///
    /// Failure: [StoreException]; then there is no such file.
    void backUp(Path target);

    /// Opens a small pool of connections to it.
    HikariDataSource connect();

    /// Watches it, by a connection of its own.
    DatabaseChanges changes();

    /// Whether writers should queue for each other, since the engine has one at a time.
    boolean hasOneWriter();
}
