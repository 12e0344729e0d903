package io.terrateam.terratunnel.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Any cookie may come from a tenant: none reaches a sibling.
final class CookieFuzzTest {

    private static final String HOST = "panda.example.test";

    @FuzzTest(maxDuration = "30s")
    void noCookieReachesASibling(byte[] field) {
        String cookie = new String(field, StandardCharsets.ISO_8859_1);

        String narrowed = ResponseFields.narrow(cookie, HOST);

        assertThat(ResponseFields.narrow(narrowed, HOST)).isEqualTo(narrowed);
        assertThat(narrowed.split(";", -1)[0]).isEqualTo(cookie.split(";", -1)[0]);
        String[] attributes = narrowed.split(";", -1);
        for (int i = 1; i < attributes.length; i++) {
            assertNotWide(attributes[i]);
        }
    }

    /// As RFC 6265 section 5.2 reads an attribute.
    private static void assertNotWide(String attribute) {
        int equals = attribute.indexOf('=');
        String name = equals < 0 ? attribute : attribute.substring(0, equals);
        if (equals < 0 || !withoutSpace(name).equalsIgnoreCase("domain")) {
            return;
        }
        // A domain with control characters matches no host: browsers drop the cookie.
        String domain = attribute.substring(equals + 1).trim().toLowerCase(Locale.ROOT);
        String host = domain.startsWith(".") ? domain.substring(1) : domain;
        assertThat(host.equals(HOST) || host.endsWith("." + HOST)).as(attribute).isTrue();
    }

    private static String withoutSpace(String text) {
        return text.replaceAll("^[ \t]+|[ \t]+$", "");
    }
}
