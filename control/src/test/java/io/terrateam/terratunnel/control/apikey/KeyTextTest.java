package io.terrateam.terratunnel.control.apikey;

import static org.assertj.core.api.Assertions.assertThat;

import io.terrateam.terratunnel.control.store.OriginalDatabases;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyTextTest {
    private final Random random = new Random(1);

    @Test
    void hasTheDocumentedForm() {
        assertThat(KeyText.random(random).reveal()).matches("ttk_[0-9A-Za-z]{36}");
    }

    @Test
    void freshKeysAreNotMistyped() {
        for (int i = 0; i < 1_000; i++) {
            assertThat(KeyText.random(random).isMistyped()).isFalse();
        }
    }

    @Test
    void everySingleWrongCharacterIsNoticed() {
        String good = KeyText.random(random).reveal();
        for (int i = 4; i < good.length(); i++) {
            char wrong = good.charAt(i) == 'x' ? 'y' : 'x';
            String bad = good.substring(0, i) + wrong + good.substring(i + 1);

            assertThat(KeyText.of(bad).isMistyped()).as("position %d", i).isTrue();
        }
    }

    @Test
    void lostAndSwappedCharactersAreNoticed() {
        String good = KeyText.random(random).reveal();

        assertThat(KeyText.of(good.substring(0, good.length() - 1)).isMistyped()).isTrue();
        assertThat(KeyText.of(good + "a").isMistyped()).isTrue();
        assertThat(KeyText.of(good.replace('_', '-')).isMistyped()).isFalse();
    }

    @Test
    void keysOfTheOriginalHaveNoChecksum() {
        assertThat(KeyText.of(OriginalDatabases.KEY).isMistyped()).isFalse();
    }

    @Test
    void hashIsSha256InHex() {
        assertThat(KeyText.of("abc").hash())
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void neverShowsItself() {
        KeyText key = KeyText.random(random);

        assertThat(key).hasToString("[redacted]");
        assertThat(key.displayPrefix()).hasSize(8);
    }
}
