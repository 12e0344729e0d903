package io.terrateam.terratunnel.protocol.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// Any trailer may come from an agent: one that names SHA-256 agrees only if it is the right one.
final class BodyDigestFuzzTest {

    private static final String OF_NOTHING = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
    private static final Pattern NAMES_SHA_256 = Pattern.compile("(^|,)[\\s\\x00-\\x20]*sha-256=:");

    @FuzzTest(maxDuration = "30s")
    void agreesOnlyWithTheRightDigest(byte[] field) {
        String text = new String(field, StandardCharsets.ISO_8859_1);

        boolean agrees = new BodyDigest().agreesWith(text);

        if (agrees && NAMES_SHA_256.matcher(text).find()) {
            assertThat(text).contains(OF_NOTHING);
        }
    }
}
