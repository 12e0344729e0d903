package io.terrateam.terratunnel.control.browser;

import io.terrateam.terratunnel.control.browser.QueryAnswer.Refused;
import io.terrateam.terratunnel.control.browser.QueryAnswer.Rows;
import io.terrateam.terratunnel.control.store.engine.DatabaseLocation;
import io.terrateam.terratunnel.control.store.engine.DatabaseLocation.PostgresDatabase;
import io.terrateam.terratunnel.control.store.engine.DatabaseLocation.SqliteFile;
import io.terrateam.terratunnel.control.store.engine.StoreException;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/// What administrators see of the database, for reading only.
///
/// Thread: any that may block. Limits: [#AT_ONCE] statements that somebody typed run at a time;
/// further ones are refused. Failure: [StoreException] where the database can't be read.
public final class DatabaseBrowser {
    /// The largest page of a table.
    public static final int MAX_PAGE_SIZE = 1_000;

    private static final int AT_ONCE = 2;

    private final Reader reader;
    private final Semaphore running = new Semaphore(AT_ONCE);

    private DatabaseBrowser(Reader reader) {
        this.reader = reader;
    }

    /// A browser of the database at `location`.
    ///
    /// @param postgresReader as whom typed SQL runs, where the database is PostgreSQL
    public static DatabaseBrowser of(
            DatabaseLocation location, Optional<PostgresDatabase> postgresReader) {
        return new DatabaseBrowser(
                switch (location) {
                    case SqliteFile(var path) -> new SqliteReader(path);
                    case PostgresDatabase server -> new PostgresReader(server, postgresReader);
                });
    }

    /// All tables by name.
    public List<TableInfo> tables() {
        try {
            return reader.tables();
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    /// A page of a table, secrets hidden; empty where there is no such table.
    ///
    /// @param page counted from 1
    /// @param pageSize at most [#MAX_PAGE_SIZE]
    public Optional<TablePage> page(String table, int page, int pageSize) {
        if (page < 1 || pageSize < 1 || pageSize > MAX_PAGE_SIZE) {
            throw new IllegalArgumentException("page " + page + " of size " + pageSize);
        }
        try {
            Optional<TableInfo> found =
                    reader.tables().stream().filter(each -> each.name().equals(table)).findFirst();
            if (found.isEmpty()) {
                return Optional.empty();
            }
            long offset = (page - 1L) * pageSize;
            Rows rows =
                    reader.page(found.get(), (int) Math.min(offset, Integer.MAX_VALUE), pageSize);
            return Optional.of(
                    new TablePage(
                            table,
                            rows.columns(),
                            rows.rows(),
                            found.get().rowCount(),
                            page,
                            pageSize));
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    /// Runs SQL that an administrator typed, if it only reads and leaves secrets alone.
    public QueryAnswer query(String typed) {
        if (!running.tryAcquire()) {
            return new Refused("Other queries are running. Try again in a moment");
        }
        try {
            return reader.run(StatementText.of(typed));
        } catch (RefusedException e) {
            return new Refused(message(e));
        } catch (SQLException e) {
            return new Refused("Query error: " + message(e));
        } finally {
            running.release();
        }
    }

    private static String message(Exception e) {
        return String.format(Locale.ROOT, "%.500s", e.getMessage());
    }

    private static StoreException unreadable(SQLException e) {
        return new StoreException("can't read the database: " + e.getMessage(), e);
    }
}
