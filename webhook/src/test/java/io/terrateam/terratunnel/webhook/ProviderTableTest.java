package io.terrateam.terratunnel.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ProviderTableTest {
    private static final Path PAGE = Path.of("..", "docs", "webhooks.md");
    private static final String START = "<!-- table -->\n";
    private static final String END = "<!-- end of table -->";

    @Test
    void tableOfTheDocumentIsCurrent() throws IOException {
        String page = Files.readString(PAGE);
        int start = page.indexOf(START) + START.length();
        int end = page.indexOf(END);
        if (Boolean.getBoolean("terratunnel.docs.write")) {
            page = page.substring(0, start) + ProviderTable.text() + page.substring(end);
            Files.writeString(PAGE, page);
            end = page.indexOf(END);
        }

        assertThat(page.substring(start, end))
                .as("renew it with -Dterratunnel.docs.write=true")
                .isEqualTo(ProviderTable.text());
    }
}
