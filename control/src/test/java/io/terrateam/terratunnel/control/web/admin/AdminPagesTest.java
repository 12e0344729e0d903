package io.terrateam.terratunnel.control.web.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.terrateam.terratunnel.control.ControlPlaneUnderTest;
import io.terrateam.terratunnel.control.TestBrowser;
import io.terrateam.terratunnel.control.apikey.KeyRequest;
import io.terrateam.terratunnel.control.audit.AuditLog;
import io.terrateam.terratunnel.control.store.AuditRow;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What administrators see and do, over the real database; and that nobody else does.
final class AdminPagesTest {
    private static final String MARKUP = "<img src=x onerror=alert(1)>";
    private static final Pattern OLDER = Pattern.compile("href=\"([^\"]+)\" rel=\"next\"");

    @TempDir Path dir;
    private ControlPlaneUnderTest plane;
    private TestBrowser root;
    private long mona;

    @BeforeEach
    void open() {
        plane = new ControlPlaneUnderTest(dir);
        root = plane.browserOf("root");
        mona = plane.user("mona").id();
    }

    @AfterEach
    void close() {
        plane.close();
    }

    @Test
    void nobodyElseGetsIn() {
        TestBrowser other = plane.browserOf("mona");
        for (String path :
                List.of(
                        "/admin/users",
                        "/admin/users/" + mona,
                        "/admin/audit",
                        "/admin/audit.csv",
                        "/admin/database",
                        "/admin/database/tables/users",
                        "/admin/database/download",
                        "/api/admin/db/tables",
                        "/api/admin/db/query?query=SELECT+1")) {
            assertThat(other.get(path).status()).as(path).isEqualTo(403);
            assertThat(plane.browser().get(path).status())
                    .as(path)
                    .isEqualTo(path.startsWith("/api") ? 401 : 302);
        }
        assertThat(other.submit("/admin/users/" + mona + "/delete").status()).isEqualTo(403);
        assertThat(other.submit("/admin/database/query", "query", "SELECT 1").status())
                .isEqualTo(403);
    }

    // ---- users

    @Test
    void usersAreFoundAndShown() {
        assertThat(root.get("/admin/users").text()).contains(">mona<", ">root<", "Page 1 of 1");
        assertThat(root.get("/admin/users?search=MON").text())
                .contains(">mona<")
                .doesNotContain("href=\"/admin/users/" + plane.user("root").id() + "\"");
        assertThat(root.get("/admin/users?search=" + "%3Cimg%3E").text())
                .contains("Nobody fits", "value=\"&lt;img>\"");
        assertThat(root.get("/admin/users/" + mona).text())
                .contains(plane.tunnelOf("mona").tunnel().subdomain(), "/admin/audit?user=mona");
    }

    @Test
    void disabledUserIsOutAtOnce() {
        TestBrowser hers = plane.browserOf("mona");
        assertThat(hers.get("/account").status()).isEqualTo(200);

        assertThat(root.submit("/admin/users/" + mona + "/disable").location())
                .isEqualTo("/admin/users/" + mona);

        assertThat(hers.get("/account").status()).isEqualTo(302);
        assertThat(root.get("/admin/users/" + mona).text()).contains("Enable user");
        root.submit("/admin/users/" + mona + "/enable");
        assertThat(plane.browserOf("mona").get("/account").status()).isEqualTo(200);
    }

    @Test
    void deletingAUserShowsFirstWhatHangsOnThem() {
        long tunnel = plane.tunnelOf("mona").tunnel().id();
        plane.keys().rotate(tunnel, KeyRequest.PLAIN, plane.actor("mona"));
        assertThat(root.get("/admin/users/" + mona + "/delete").text())
                .contains("Delete mona?", "1 tunnel", "1 key");

        assertThat(root.submit("/admin/users/" + mona + "/delete").location())
                .isEqualTo("/admin/users");

        assertThat(root.get("/admin/users/" + mona).status()).isEqualTo(404);
        assertThat(plane.tunnels().find(tunnel)).isEmpty();
        assertThat(plane.keys().listOfUser(mona)).isEmpty();
        assertThat(root.get("/admin/audit?user=mona").text())
                .as("what they did stays, with their name")
                .contains("Key made", ">mona<")
                .doesNotContain("/admin/users/" + mona);
    }

    @Test
    void programsDeleteUsersToo() throws Exception {
        TestBrowser.Page gone = root.submitAs("DELETE", "/api/admin/db/users/" + mona);

        Map<String, Object> answer = JSONObjectUtils.parse(gone.text());
        assertThat(gone.status()).isEqualTo(200);
        assertThat(answer.get("success")).isEqualTo(true);
        assertThat(JSONObjectUtils.getJSONObject(answer, "deleted"))
                .containsOnlyKeys("api_keys", "tunnels", "audit_logs");
        assertThat(root.submitAs("DELETE", "/api/admin/db/users/" + mona).status()).isEqualTo(404);
    }

    @Test
    void nobodyShutsThemselvesOut() {
        String self = "/admin/users/" + plane.user("root").id();

        assertThat(root.get(self).text()).contains("This is you");
        assertThat(root.submit(self + "/disable").status()).isEqualTo(409);
        assertThat(root.submit(self + "/delete").status()).isEqualTo(409);
        assertThat(root.get("/account").status()).isEqualTo(200);
    }

    // ---- audit log

    private void refuse(int times, String userAgent) {
        for (int i = 0; i < times; i++) {
            plane.audit()
                    .connected(
                            new AuditLog.LinkName("link-" + i, "name-" + i, "name-" + i + ".x"),
                            new AuditLog.Peer("203.0.113." + i % 250, userAgent, "http://x"),
                            Optional.empty());
        }
    }

    @Test
    void auditLogIsPagedWithoutGapsOrRepeats() {
        refuse(120, "agent");
        StringBuilder all = new StringBuilder();
        String path = "/admin/audit?event=connect";
        int pages = 0;
        while (!path.isEmpty()) {
            String page = root.get(path).text();
            all.append(page);
            Matcher older = OLDER.matcher(page);
            path = older.find() ? older.group(1).replace("&amp;", "&") : "";
            pages++;
        }

        assertThat(pages).isEqualTo(3);
        for (int i = 0; i < 120; i++) {
            assertThat(all).containsOnlyOnce(">name-" + i + "<");
        }
    }

    @Test
    void auditLogIsFiltered() {
        refuse(3, MARKUP);

        assertThat(root.get("/admin/audit?tunnel=NAME-1").text())
                .contains(">name-1<")
                .doesNotContain(">name-2<", "<img");
        assertThat(root.get("/admin/audit?address=203.0.113.2").text())
                .contains(">name-2<")
                .doesNotContain(">name-1<");
        assertThat(root.get("/admin/audit?event=login&user=root").text())
                .contains("Signed in")
                .doesNotContain(">name-1<");
        assertThat(root.get("/admin/audit?to=2001-01-01").text()).contains("Nothing fits");
        assertThat(root.get("/admin/audit?from=yesterday").status()).isEqualTo(422);
        assertThat(root.get("/admin/audit?user=%22%3E%3Cb%3E").text())
                .contains("value=\"&#34;>&lt;b>\"");
    }

    @Test
    void auditLogIsDownloaded_withoutFormulas_andThatIsWrittenDown() {
        refuse(2, "=HYPERLINK(\"http://evil\")");

        TestBrowser.Page csv = root.get("/admin/audit.csv?event=connect");

        assertThat(csv.field("Content-Type")).contains("text/csv; charset=utf-8");
        assertThat(csv.field("Content-Disposition").orElseThrow()).startsWith("attachment");
        assertThat(csv.text().lines()).hasSize(3);
        assertThat(csv.text()).contains("\"'=HYPERLINK").doesNotContain(",=", "login");
        assertThat(plane.database().audit().newest(1))
                .extracting(AuditRow::eventType, AuditRow::username)
                .containsExactly(tuple("audit_download", "root"));
    }

    // ---- database

    @Test
    void tablesAndRowsAreShown_butNoSecrets() {
        String hash =
                plane.keys()
                        .rotate(
                                plane.tunnelOf("mona").tunnel().id(),
                                KeyRequest.PLAIN,
                                plane.actor("mona"))
                        .orElseThrow()
                        .text()
                        .hash();
        assertThat(root.get("/admin/database").text()).contains(">users<", ">tunnel_audit_log<");
        assertThat(root.get("/admin/database/tables/users").text()).contains(">mona<");
        assertThat(root.get("/admin/database/tables/nothing").status()).isEqualTo(404);
        assertThat(root.get("/admin/database/tables/users%3B%20DROP").status()).isEqualTo(404);
        for (String path :
                List.of(
                        "/admin/database/tables/api_keys",
                        "/api/admin/db/tables/api_keys",
                        "/api/admin/db/query?query=SELECT+*+FROM+api_keys")) {
            assertThat(root.get(path).text()).as(path).doesNotContain(hash);
        }
    }

    @Test
    void typedSqlIsAnswered_orItSaysWhyNot() {
        TestBrowser.Page answer =
                root.submit(
                        "/admin/database/query",
                        "query",
                        "SELECT provider_username, '" + MARKUP + "' FROM users ORDER BY id");
        assertThat(answer.text())
                .contains(">mona<", "2 rows", "&lt;img src=x")
                .doesNotContain("<img");
        for (String writing :
                List.of("DELETE FROM users", "UPDATE users SET name = 1", "DROP TABLE users")) {
            assertThat(root.submit("/admin/database/query", "query", writing).text())
                    .contains("Not run");
        }
        assertThat(root.get("/admin/users").text()).contains(">mona<");
        assertThat(root.get("/admin/database/query").status()).as("only by POST").isEqualTo(405);
    }

    @Test
    void everyStatementIsWrittenDown_alsoARefusedOne() {
        root.submit("/admin/database/query", "query", "SELECT 1");
        root.submit("/admin/database/query", "query", "DELETE FROM users");
        root.get("/api/admin/db/query?query=SELECT+2");
        root.get("/api/admin/db/query?query=DROP+TABLE+users");

        assertThat(plane.database().audit().newest(4))
                .extracting(
                        AuditRow::eventType,
                        AuditRow::username,
                        AuditRow::peerAddress,
                        AuditRow::target)
                .containsExactly(
                        tuple("admin_query", "root", "127.0.0.1", "DROP TABLE users"),
                        tuple("admin_query", "root", "127.0.0.1", "SELECT 2"),
                        tuple("admin_query", "root", "127.0.0.1", "DELETE FROM users"),
                        tuple("admin_query", "root", "127.0.0.1", "SELECT 1"));
    }

    @Test
    void programsReadTablesInTheShapesOfTheOriginal() throws Exception {
        Map<String, Object> tables = JSONObjectUtils.parse(root.get("/api/admin/db/tables").text());
        assertThat(tables.get("tables").toString()).contains("name=users").contains("pk=true");

        Map<String, Object> page =
                JSONObjectUtils.parse(
                        root.get("/api/admin/db/tables/users?page=1&page_size=1").text());
        assertThat(page)
                .containsKeys("table_name", "columns", "rows")
                .containsEntry("total_count", 2L)
                .containsEntry("page", 1L)
                .containsEntry("page_size", 1L)
                .containsEntry("total_pages", 2L);
        assertThat((List<?>) page.get("rows")).hasSize(1);
        for (String bad : List.of("page=0", "page_size=1001", "page=x")) {
            assertThat(root.get("/api/admin/db/tables/users?" + bad).status()).isEqualTo(422);
        }

        Map<String, Object> answer =
                JSONObjectUtils.parse(
                        root.get("/api/admin/db/query?query=SELECT+1.5+AS+a%2C+NULL+AS+b").text());
        assertThat(answer).containsEntry("row_count", 1L);
        assertThat(answer.get("rows").toString()).contains("a=1.5", "b=null");
        TestBrowser.Page refused = root.get("/api/admin/db/query?query=DROP+TABLE+users");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text()).startsWith("{\"detail\":");
    }

    @Test
    void backupIsAWholeDatabase_andThatIsWrittenDown() {
        TestBrowser.Page backup = root.get("/admin/database/download");

        assertThat(backup.status()).isEqualTo(200);
        assertThat(backup.isCut()).isFalse();
        assertThat(backup.text()).startsWith("SQLite format 3");
        assertThat(backup.field("Content-Disposition").orElseThrow())
                .matches("attachment; filename=\"terratunnel_\\d{8}_\\d{6}\\.db\"");
        assertThat(plane.database().audit().newest(1))
                .extracting(AuditRow::eventType)
                .containsExactly("database_download");
    }
}
