package io.terrateam.terratunnel.edge.visitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestIdsTest {

    @Test
    void areUuidsOfVersionSeven() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            long before = System.currentTimeMillis();
            String id = RequestIds.next();
            UUID uuid = UUID.fromString(id);

            assertThat(uuid.version()).isEqualTo(7);
            assertThat(uuid.variant()).isEqualTo(2);
            assertThat(uuid.getMostSignificantBits() >>> 16)
                    .isBetween(before, System.currentTimeMillis());
            assertThat(ids.add(id)).isTrue();
            assertThat(RequestIds.isFit(id)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "abc-DEF_1.2:3=/+", "018f4b3c-0000-7000-8000-000000000000"})
    void fitOnesAreKept(String id) {
        assertThat(RequestIds.keptOrNew(id)).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\"b", "<b>", "a\\b", "caf\u00e9", "a,b", "a\r\nb", "{}"})
    void othersAreReplaced(String id) {
        assertThat(RequestIds.keptOrNew(id)).isNotEqualTo(id);
    }

    @Test
    void longOnesAreReplaced() {
        assertThat(RequestIds.isFit("a".repeat(128))).isTrue();
        assertThat(RequestIds.isFit("a".repeat(129))).isFalse();
        assertThat(RequestIds.keptOrNew(null)).hasSize(36);
    }
}
