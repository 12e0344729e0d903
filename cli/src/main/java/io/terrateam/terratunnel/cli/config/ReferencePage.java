package io.terrateam.terratunnel.cli.config;

import java.util.ArrayList;
import java.util.List;

/// Writes `docs/configuration.md` from the settings, so that it can't be wrong.
public final class ReferencePage {
    private static final String INTRODUCTION =
            """
            # Configuration

            <!-- Written by ReferencePage from the settings in the code; a test fails when it is stale.
                 To renew it: mvn -pl cli test -Dtest=ReferencePageTest -Dterratunnel.docs.write=true -->

            Each setting can be given in five ways. The first that says something wins:

            1. the option, as in `--port 9000`;
            2. the variable, as in `TERRATUNNEL_PORT=9000` (an empty one counts as not set);
            3. a line `TERRATUNNEL_PORT=9000` in the file `.env` of the working directory;
            4. the file of settings: `--config FILE`, or `$XDG_CONFIG_HOME/terratunnel/config.yml`
               (`~/.config/terratunnel/config.yml`), in YAML:

               ```yaml
               log-level: INFO
               server:
                 port: 9000
               client:
                 server-url: wss://tunnel.example.com
               ```

            5. the default; for the client's key, the one that `terratunnel login` kept for that server in
               `credentials.yml` beside that file.

            `terratunnel config` shows each value with its source, secrets hidden. Times are written `500ms`, `30s`,
            `10m`, `2h` (a bare number is seconds), sizes in bytes or as `64KiB`, `50MiB`, `1GiB`.
            """;

    private ReferencePage() {}

    /// The page's text.
    public static String text() {
        List<String> parts = new ArrayList<>();
        parts.add(INTRODUCTION);
        parts.add(section("Every command", GlobalSettings.ALL));
        parts.add(section("terratunnel server", ServerSettings.ALL));
        parts.add(section("terratunnel client, terratunnel http", ClientSettings.ALL));
        parts.add(section("terratunnel demo", DemoSettings.ALL));
        return String.join("\n", parts);
    }

    private static String section(String title, List<Setting<?>> settings) {
        StringBuilder page = new StringBuilder("## " + title + "\n\n");
        page.append("| option | variable | default | meaning | values |\n");
        page.append("| --- | --- | --- | --- | --- |\n");
        for (Setting<?> setting : settings) {
            page.append("| %s | `%s` | %s | %s | %s |\n".formatted(cells(setting)));
        }
        return page.toString();
    }

    private static Object[] cells(Setting<?> setting) {
        String fallback = setting.fallback();
        boolean hasDefault = fallback != null && !fallback.isEmpty();
        return new Object[] {
            setting.isOption() ? "`" + setting.option() + "`" : "–",
            setting.variable(),
            hasDefault ? "`" + fallback + "`" : "–",
            setting.meaning().replace("|", "\\|"),
            setting.type().expected().replace("|", "\\|")
        };
    }
}
