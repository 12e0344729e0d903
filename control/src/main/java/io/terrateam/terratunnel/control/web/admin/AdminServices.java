package io.terrateam.terratunnel.control.web.admin;

import io.terrateam.terratunnel.control.account.Accounts;
import io.terrateam.terratunnel.control.audit.AuditLog;
import io.terrateam.terratunnel.control.browser.DatabaseBrowser;
import io.terrateam.terratunnel.control.reservation.Tunnels;
import io.terrateam.terratunnel.control.store.Database;
import io.terrateam.terratunnel.control.web.Route;
import io.terrateam.terratunnel.control.web.home.TunnelCards;
import io.terrateam.terratunnel.control.web.page.Templates;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

/// What the pages of this package are made of.
///
/// @param cards what goes on at tunnels
/// @param database where a backup is made of
/// @param hasBackup whether it can be
public record AdminServices(
        Accounts accounts,
        Tunnels tunnels,
        TunnelCards cards,
        AuditLog audit,
        DatabaseBrowser browser,
        Database database,
        boolean hasBackup,
        Clock clock) {

    /// The routes of all its pages.
    public List<Route> routes(Templates templates) {
        BackupDownload backup = new BackupDownload(database, audit, clock, hasBackup);
        return Stream.of(
                        new UserPages(templates, accounts, tunnels, cards, clock).routes(),
                        new AuditPages(templates, audit, clock).routes(),
                        new DatabasePages(templates, browser, audit, backup).routes(),
                        new DatabaseApi(browser, audit, backup).routes())
                .flatMap(List::stream)
                .toList();
    }
}
