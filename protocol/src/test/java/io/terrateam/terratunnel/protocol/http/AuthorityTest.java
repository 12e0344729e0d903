package io.terrateam.terratunnel.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AuthorityTest {

    private static final long SEED = 20_260_701;
    private static final int CASES = 20_000;

    @ParameterizedTest
    @CsvSource({
        "example.com, example.com, -1",
        "EXAMPLE.com, example.com, -1",
        "example.com., example.com, -1",
        "example.com.:80, example.com, 80",
        "example.com:0, example.com, 0",
        "example.com:65535, example.com, 65535",
        "example.com:00080, example.com, 80",
        "a_b.example.com, a_b.example.com, -1",
        "localhost, localhost, -1",
        "127.0.0.1:8080, 127.0.0.1, 8080",
        "[::1], [::1], -1",
        "[::], [::], -1",
        "[2001:DB8::1]:443, [2001:db8::1], 443",
        "[::ffff:127.0.0.1], [::ffff:127.0.0.1], -1",
    })
    void parsesTheCanonicalForm(String text, String host, int port) {
        assertThat(Authority.parse(text)).contains(new Authority(host, port));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                ".com",
                "a..b",
                "a..",
                "a..:80",
                ":80",
                "a:",
                "a:-1",
                "a:+80",
                "a:65536",
                "a:123456",
                "a:80:80",
                "a:8 0",
                "a: 80",
                "a:0x50",
                "user@a",
                "user:secret@a",
                "a/b",
                "a?b",
                "a#b",
                "a\\b",
                "a%2e",
                "a,b",
                "a b",
                " a",
                "a ",
                "a\tb",
                "a\u0000",
                "a\r\nb",
                "b\u00fccher.example",
                "\u212Aube.example",
                "\uff41.example",
                "[",
                "[]",
                "[:]",
                "[::1",
                "::1",
                "[::1]x",
                "[::1].",
                "[::1]:",
                "[fe80::1%25eth0]",
                "[v1.a]",
                "[::g]",
                "a[::1]",
            })
    void refusesWhatCanBeReadInTwoWays(String text) {
        assertThat(Authority.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1.2]", "[...]", "[abc]", "[:::]", "[1:2:3:4:5:6:7:8:9]", "[12345::]"})
    void refusesWhatIsNoIpv6Address(String text) {
        assertThat(Authority.parse(text)).isEmpty();
    }

    @Test
    void refusesAbsurdLengths() {
        String longest = "a".repeat(63) + "." + "b".repeat(63) + "." + "c".repeat(63);

        assertThat(Authority.parse(longest + ":65535")).isPresent();
        assertThat(Authority.parse("a".repeat(1_000))).isEmpty();
    }

    @Test
    void isLowerCaseInAnyLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.of("tr"));
            assertThat(Authority.parse("INFO.EXAMPLE"))
                    .map(Authority::host)
                    .contains("info.example");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void whatItPrintsItParsesToTheSame() {
        Random random = new Random(SEED);
        int accepted = 0;
        for (int i = 0; i < CASES; i++) {
            String text = generated(random);
            Optional<Authority> parsed = Authority.parse(text);
            if (parsed.isPresent()) {
                accepted++;
                assertThat(Authority.parse(parsed.get().toString())).as(text).isEqualTo(parsed);
                assertThat(parsed.get().host()).as(text).doesNotEndWith(".").isLowerCase();
            }
        }
        assertThat(accepted)
                .as("share of generated cases that are well-formed")
                .isGreaterThan(2_000);
    }

    private static String generated(Random random) {
        String alphabet = "aZ09-._:[]@ %\u00e9";
        int kinds = random.nextInt(4) == 0 ? alphabet.length() : 8;
        StringBuilder text = new StringBuilder();
        int length = 1 + random.nextInt(12);
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(kinds)));
        }
        return text.toString();
    }
}
