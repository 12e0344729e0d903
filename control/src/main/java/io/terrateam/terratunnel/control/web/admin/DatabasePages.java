package io.terrateam.terratunnel.control.web.admin;

import io.terrateam.terratunnel.control.audit.AuditEvent;
import io.terrateam.terratunnel.control.audit.AuditLog;
import io.terrateam.terratunnel.control.browser.DatabaseBrowser;
import io.terrateam.terratunnel.control.browser.QueryAnswer;
import io.terrateam.terratunnel.control.browser.TableInfo;
import io.terrateam.terratunnel.control.browser.TablePage;
import io.terrateam.terratunnel.control.web.Access;
import io.terrateam.terratunnel.control.web.Answer;
import io.terrateam.terratunnel.control.web.Call;
import io.terrateam.terratunnel.control.web.Refusal;
import io.terrateam.terratunnel.control.web.Route;
import io.terrateam.terratunnel.control.web.page.Frame;
import io.terrateam.terratunnel.control.web.page.Paging;
import io.terrateam.terratunnel.control.web.page.Templates;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The database browser's pages.
final class DatabasePages {
    static final String FIRST_QUERY = "SELECT * FROM users LIMIT 10";

    private static final int PAGE_SIZE = 50;
    private static final int MAX_PAGE = 100_000_000;
    private static final String PATH = "/admin/database";

    private final Templates templates;
    private final DatabaseBrowser browser;
    private final AuditLog audit;
    private final BackupDownload backup;

    DatabasePages(
            Templates templates, DatabaseBrowser browser, AuditLog audit, BackupDownload backup) {
        this.templates = templates;
        this.browser = browser;
        this.audit = audit;
        this.backup = backup;
    }

    List<Route> routes() {
        return List.of(
                Route.page("GET", PATH, Access.ADMIN, this::show),
                Route.page("POST", PATH + "/query", Access.ADMIN, this::query),
                Route.page("GET", PATH + "/tables/{table}", Access.ADMIN, this::table),
                Route.page("GET", PATH + "/download", Access.ADMIN, backup::download));
    }

    private Answer show(Call call) {
        return page(call, view(FIRST_QUERY, null, "", null));
    }

    private Answer query(Call call) {
        String query = call.form().text("query").orElse("");
        note(audit, call, query);
        return page(
                call,
                switch (browser.query(query)) {
                    case QueryAnswer.Rows(var columns, var rows, var isCut) ->
                            view(query, Grid.of(columns, rows), summary(rows.size(), isCut), null);
                    case QueryAnswer.Refused(var reason) -> view(query, null, "", reason);
                });
    }

    /// Writes down that somebody asked, before it is answered.
    static void note(AuditLog audit, Call call, String query) {
        audit.changed(AuditEvent.ADMIN_QUERY, call.actor(), AuditLog.Subject.of(query));
    }

    private static String summary(int rows, boolean isCut) {
        return (isCut ? "the first " : "") + rows + (rows == 1 ? " row" : " rows");
    }

    private DatabaseView view(
            String query, @Nullable Grid answer, String summary, @Nullable String refusal) {
        List<DatabaseView.TableLine> tables =
                browser.tables().stream().map(DatabasePages::line).toList();
        return new DatabaseView(tables, backup.isPossible(), query, answer, summary, refusal);
    }

    private static DatabaseView.TableLine line(TableInfo table) {
        return new DatabaseView.TableLine(
                table.name(),
                table.rowCount(),
                table.columns().size(),
                table.columns().stream()
                        .map(TableInfo.Column::name)
                        .collect(Collectors.joining(", ")));
    }

    private Answer page(Call call, DatabaseView view) {
        return templates.page(
                "database.jte",
                templates.frame("Database", Frame.Section.DATABASE, call.visitor()),
                view);
    }

    private Answer table(Call call) {
        String name = call.path("table");
        int page = call.query().number("page", 1, 1, MAX_PAGE);
        TablePage rows =
                browser.page(name, page, PAGE_SIZE)
                        .orElseThrow(() -> new Refusal(404, "Table not found"));
        List<TableView.ColumnLine> columns =
                browser.tables().stream()
                        .filter(table -> table.name().equals(name))
                        .flatMap(table -> table.columns().stream())
                        .map(DatabasePages::column)
                        .toList();
        return templates.page(
                "table.jte",
                templates.frame(name, Frame.Section.DATABASE, call.visitor()),
                new TableView(
                        name,
                        columns,
                        Grid.of(rows.columns(), rows.rows()),
                        Paging.of(
                                PATH + "/tables/" + name + "?",
                                page,
                                rows.pageCount(),
                                rows.rowCount())));
    }

    private static TableView.ColumnLine column(TableInfo.Column column) {
        List<String> notes = new ArrayList<>();
        if (column.isPrimaryKey()) {
            notes.add("primary key");
        }
        if (!column.isNullable()) {
            notes.add("never null");
        }
        if (column.isSecret()) {
            notes.add("secret: not shown");
        }
        return new TableView.ColumnLine(column.name(), column.type(), String.join(", ", notes));
    }
}
