package io.terrateam.terratunnel.control.web.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Colors can be told apart, in light and in dark (WCAG 2.2, 1.4.3 and 1.4.11).
final class StylesheetTest {
    private static final Pattern COLOR = Pattern.compile("--([a-z-]+): #([0-9a-f]{6});");
    private static final Pattern DARK = Pattern.compile("prefers-color-scheme: dark");

    private final String sheet = read();

    private static String read() {
        try (InputStream in = StylesheetTest.class.getResourceAsStream("/web/assets/app.css")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "text, ground, 7",
        "text, panel, 7",
        "text, sunken, 7",
        "text, warn-soft, 7",
        "text, bad-soft, 7",
        "quiet, ground, 4.5",
        "quiet, panel, 4.5",
        "quiet, sunken, 4.5",
        "accent, ground, 4.5",
        "accent, panel, 4.5",
        "accent, accent-soft, 4.5",
        "accent-hover, panel, 4.5",
        "on-accent, accent, 4.5",
        "on-accent, accent-hover, 4.5",
        "good, good-soft, 4.5",
        "bad, bad-soft, 4.5",
        "bad, panel, 4.5",
        "bad-hover, bad-soft, 4.5",
        "warn, ground, 4.5",
        "line-strong, panel, 3"
    })
    void contrastIsEnough(String front, String ground, double least) {
        Matcher dark = DARK.matcher(sheet);
        assertThat(dark.find()).isTrue();
        for (String part :
                new String[] {sheet.substring(0, dark.start()), sheet.substring(dark.start())}) {
            Map<String, Integer> colors = colors(part);
            assertThat(contrast(colors.get(front), colors.get(ground)))
                    .as("%s on %s", front, ground)
                    .isGreaterThanOrEqualTo(least);
        }
    }

    @Test
    void nothingMovesForWhoeverWantsThat() {
        String still = sheet.substring(0, sheet.indexOf("prefers-reduced-motion: no-preference"));

        assertThat(still).doesNotContain("transition", "animation");
    }

    @Test
    void nothingComesFromElsewhere() {
        assertThat(sheet).doesNotContain("url(", "@import", "http:", "https:");
    }

    private static Map<String, Integer> colors(String part) {
        Map<String, Integer> colors = new HashMap<>();
        COLOR.matcher(part)
                .results()
                .forEach(color -> colors.put(color.group(1), Integer.parseInt(color.group(2), 16)));
        return colors;
    }

    private static double contrast(int one, int other) {
        double bright = Math.max(luminance(one), luminance(other));
        double dim = Math.min(luminance(one), luminance(other));
        return (bright + 0.05) / (dim + 0.05);
    }

    private static double luminance(int rgb) {
        return 0.2126 * linear(rgb >> 16) + 0.7152 * linear(rgb >> 8) + 0.0722 * linear(rgb);
    }

    private static double linear(int octet) {
        double value = (octet & 0xff) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }
}
