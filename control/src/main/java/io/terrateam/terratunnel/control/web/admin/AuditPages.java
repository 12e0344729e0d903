package io.terrateam.terratunnel.control.web.admin;

import io.terrateam.terratunnel.control.audit.AuditCursor;
import io.terrateam.terratunnel.control.audit.AuditEvent;
import io.terrateam.terratunnel.control.audit.AuditLog;
import io.terrateam.terratunnel.control.audit.AuditPage;
import io.terrateam.terratunnel.control.store.AuditRow;
import io.terrateam.terratunnel.control.store.AuditTable;
import io.terrateam.terratunnel.control.web.Access;
import io.terrateam.terratunnel.control.web.Answer;
import io.terrateam.terratunnel.control.web.Call;
import io.terrateam.terratunnel.control.web.Route;
import io.terrateam.terratunnel.control.web.page.AuditText;
import io.terrateam.terratunnel.control.web.page.Frame;
import io.terrateam.terratunnel.control.web.page.Moment;
import io.terrateam.terratunnel.control.web.page.Templates;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The audit log, with filter and download.
final class AuditPages {
    private static final int PAGE_SIZE = 50;
    private static final String PATH = "/admin/audit";
    private static final List<AuditView.EventOption> EVENTS =
            Arrays.stream(AuditEvent.values())
                    .map(AuditEvent::word)
                    .map(word -> new AuditView.EventOption(word, AuditText.event(word)))
                    .toList();

    private final Templates templates;
    private final AuditLog audit;
    private final Clock clock;

    AuditPages(Templates templates, AuditLog audit, Clock clock) {
        this.templates = templates;
        this.audit = audit;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(
                Route.page("GET", PATH, Access.ADMIN, this::show),
                Route.page("GET", PATH + ".csv", Access.ADMIN, this::download));
    }

    private Answer show(Call call) {
        AuditFilter filter = AuditFilter.of(call.query());
        Optional<AuditCursor> after = call.query().text("after").flatMap(AuditCursor::parse);
        AuditPage page = audit.page(filter.filter(), after, PAGE_SIZE);
        Instant now = clock.instant();
        return templates.page(
                "audit.jte",
                templates.frame("Audit log", Frame.Section.AUDIT, call.visitor()),
                new AuditView(
                        filter,
                        EVENTS,
                        page.rows().stream().map(row -> line(row, now)).toList(),
                        PATH + ".csv" + filter.query("after", ""),
                        after.isPresent() ? PATH + filter.query("after", "") : null,
                        page.next()
                                .map(next -> PATH + filter.query("after", next.toString()))
                                .orElse(null)));
    }

    private static AuditView.Line line(AuditRow row, Instant now) {
        return new AuditView.Line(
                new Moment(row.at(), now),
                AuditText.event(row.eventType()),
                row.userId().orElse(null),
                row.username(),
                row.subdomain(),
                row.peerAddress(),
                row.userAgent(),
                AuditText.details(row));
    }

    private Answer download(Call call) {
        AuditFilter asked = AuditFilter.of(call.query());
        AuditTable.Filter filter = asked.filter();
        audit.changed(
                AuditEvent.AUDIT_DOWNLOAD,
                call.actor(),
                AuditLog.Subject.of(asked.query("after", "")));
        return Answer.download(
                "text/csv; charset=utf-8",
                "terratunnel-audit.csv",
                out -> {
                    Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
                    audit.writeCsv(filter, text);
                    text.flush();
                });
    }
}
