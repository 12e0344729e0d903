package io.terrateam.terratunnel.control.web.admin;

import io.terrateam.terratunnel.control.audit.AuditLog;
import io.terrateam.terratunnel.control.browser.Cell;
import io.terrateam.terratunnel.control.browser.DatabaseBrowser;
import io.terrateam.terratunnel.control.browser.QueryAnswer;
import io.terrateam.terratunnel.control.browser.TableInfo;
import io.terrateam.terratunnel.control.browser.TablePage;
import io.terrateam.terratunnel.control.web.Access;
import io.terrateam.terratunnel.control.web.Answer;
import io.terrateam.terratunnel.control.web.Call;
import io.terrateam.terratunnel.control.web.Json;
import io.terrateam.terratunnel.control.web.Refusal;
import io.terrateam.terratunnel.control.web.Route;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The database browser for programs, in the shapes of the Python original.
final class DatabaseApi {
    private static final int MAX_PAGE = 100_000_000;
    private static final String PATH = "/api/admin/db";

    private final DatabaseBrowser browser;
    private final AuditLog audit;
    private final BackupDownload backup;

    DatabaseApi(DatabaseBrowser browser, AuditLog audit, BackupDownload backup) {
        this.browser = browser;
        this.audit = audit;
        this.backup = backup;
    }

    List<Route> routes() {
        return List.of(
                Route.api("GET", PATH + "/tables", Access.ADMIN, this::tables),
                Route.api("GET", PATH + "/tables/{table}", Access.ADMIN, this::table),
                Route.api("GET", PATH + "/query", Access.ADMIN, this::query),
                Route.api("GET", PATH + "/download", Access.ADMIN, backup::download));
    }

    private Answer tables(Call call) {
        Json tables = Json.list();
        browser.tables().forEach(table -> tables.add(table(table)));
        return Answer.json(200, Json.object().put("tables", tables).toString());
    }

    private static Json table(TableInfo table) {
        Json columns = Json.list();
        table.columns()
                .forEach(column ->
                        columns.add(
                                Json.object()
                                        .put("name", column.name())
                                        .put("type", column.type())
                                        .put("nullable", column.isNullable())
                                        .put("pk", column.isPrimaryKey())));
        return Json.object()
                .put("name", table.name())
                .put("columns", columns)
                .put("row_count", table.rowCount())
                .put("create_sql", table.createSql());
    }

    private Answer table(Call call) {
        int page = call.query().number("page", 1, 1, MAX_PAGE);
        int size = call.query().number("page_size", 50, 1, DatabaseBrowser.MAX_PAGE_SIZE);
        TablePage rows =
                browser.page(call.path("table"), page, size)
                        .orElseThrow(() -> new Refusal(404, "Table not found"));
        boolean isEmpty = rows.rows().isEmpty();
        return Answer.json(
                200,
                Json.object()
                        .put("table_name", rows.table())
                        .put("columns", isEmpty ? Json.list() : names(rows.columns()))
                        .put("rows", rows(rows.columns(), rows.rows()))
                        .put("total_count", rows.rowCount())
                        .put("page", page)
                        .put("page_size", size)
                        .put("total_pages", rows.rowCount() == 0 ? 0 : rows.pageCount())
                        .toString());
    }

    private Answer query(Call call) {
        String query = call.query().text("query").orElseThrow(DatabaseApi::noQuery);
        DatabasePages.note(audit, call, query);
        return switch (browser.query(query)) {
            case QueryAnswer.Rows(var columns, var rows, var isCut) ->
                    Answer.json(
                            200,
                            Json.object()
                                    .put("query", query)
                                    .put("columns", names(columns))
                                    .put("rows", rows(columns, rows))
                                    .put("row_count", rows.size())
                                    .put("truncated", isCut)
                                    .toString());
            case QueryAnswer.Refused(var reason) -> throw new Refusal(400, reason);
        };
    }

    private static Refusal noQuery() {
        return new Refusal(422, "query: a SELECT statement is missing");
    }

    private static Json names(List<String> columns) {
        Json names = Json.list();
        columns.forEach(names::add);
        return names;
    }

    private static Json rows(List<String> columns, List<List<Cell>> rows) {
        Json all = Json.list();
        for (List<Cell> row : rows) {
            Json object = Json.object();
            for (int i = 0; i < columns.size(); i++) {
                object.put(columns.get(i), value(row.get(i)));
            }
            all.add(object);
        }
        return all;
    }

    private static @Nullable Object value(Cell cell) {
        return switch (cell.kind()) {
            case NULL -> null;
            case NUMBER -> number(cell.text());
            case BOOLEAN -> Boolean.valueOf(cell.text());
            case TEXT, BYTES -> cell.text();
        };
    }

    private static Object number(String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException e) {
            return text;
        }
    }
}
