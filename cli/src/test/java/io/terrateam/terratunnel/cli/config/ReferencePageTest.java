package io.terrateam.terratunnel.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReferencePageTest {
    private static final Path PAGE = Path.of("..", "docs", "configuration.md");

    @Test
    void pageIsCurrent() throws IOException {
        if (Boolean.getBoolean("terratunnel.docs.write")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, ReferencePage.text());
        }

        assertThat(PAGE)
                .as("renew it with -Dterratunnel.docs.write=true")
                .hasContent(ReferencePage.text());
    }
}
