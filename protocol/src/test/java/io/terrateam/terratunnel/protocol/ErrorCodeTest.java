package io.terrateam.terratunnel.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ErrorCodeTest {

    @Test
    void wireNamesAreDistinct() {
        assertThat(Arrays.stream(ErrorCode.values()).map(ErrorCode::wireName))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource
    void wireNameIsTheConstantInLowerCaseWithHyphens(ErrorCode code) {
        assertThat(code.wireName().replace('-', '_')).isEqualToIgnoringCase(code.name());
        assertThat(code.usualStatus()).isBetween(400, 599);
    }
}
