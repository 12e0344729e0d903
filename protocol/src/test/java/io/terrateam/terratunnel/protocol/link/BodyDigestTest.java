package io.terrateam.terratunnel.protocol.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BodyDigestTest {

    /// RFC 9530 appendix B.1.
    private static final String EXAMPLE_BODY = "{\"hello\": \"world\"}\n";

    private static final String EXAMPLE_FIELD =
            "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:";

    @Test
    void isTheOneOfTheRfcsExample() {
        assertThat(digestOf(EXAMPLE_BODY).fieldValue()).isEqualTo(EXAMPLE_FIELD);
    }

    @Test
    void ofAnEmptyBodyIsTheOneOfNothing() {
        assertThat(new BodyDigest().fieldValue())
                .isEqualTo("sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:");
    }

    @Test
    void doesNotDependOnHowTheBodyIsCut() {
        for (int cut = 0; cut <= EXAMPLE_BODY.length(); cut++) {
            BodyDigest digest = new BodyDigest();
            take(digest, EXAMPLE_BODY.substring(0, cut));
            take(digest, EXAMPLE_BODY.substring(cut));

            assertThat(digest.bytes()).isEqualTo(EXAMPLE_BODY.length());
            assertThat(digest.fieldValue()).isEqualTo(EXAMPLE_FIELD);
        }
    }

    @Test
    void readsCompositeBuffersAndLeavesThemAsTheyWere() {
        CompositeByteBuf body = ByteBufAllocator.DEFAULT.compositeBuffer();
        body.addComponent(true, buffer(EXAMPLE_BODY.substring(0, 7)));
        body.addComponent(true, buffer(EXAMPLE_BODY.substring(7)));
        BodyDigest digest = new BodyDigest();

        digest.update(body);

        assertThat(body.readableBytes()).isEqualTo(EXAMPLE_BODY.length());
        assertThat(digest.fieldValue()).isEqualTo(EXAMPLE_FIELD);
        body.release();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                EXAMPLE_FIELD,
                "sha-512=:AAAA:, " + EXAMPLE_FIELD,
                EXAMPLE_FIELD + ",unixsum=30637",
                "sha-512=:AAAA:",
                "",
                ",",
                "nonsense",
            })
    void agreesWithTheRightOneAndWithOthersAlgorithms(String field) {
        assertThat(digestOf(EXAMPLE_BODY).agreesWith(field)).isTrue();
    }

    @Test
    void agreesWhereTheMemberHasParameters() {
        assertThat(digestOf(EXAMPLE_BODY).agreesWith(EXAMPLE_FIELD + ";q=1")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:",
                "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=",
                "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDG=:",
                "sha-256=::",
                "sha-256=:",
                "sha-512=:AAAA:,sha-256=:AAAA:",
            })
    void doesNotAgreeWithAnotherOne(String field) {
        assertThat(digestOf(EXAMPLE_BODY).agreesWith(field)).isFalse();
    }

    private static BodyDigest digestOf(String body) {
        BodyDigest digest = new BodyDigest();
        take(digest, body);
        return digest;
    }

    private static void take(BodyDigest digest, String part) {
        ByteBuf lent = buffer(part);
        digest.update(lent);
        assertThat(lent.release()).as("the part was only lent").isTrue();
    }

    private static ByteBuf buffer(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        return ByteBufAllocator.DEFAULT.buffer(bytes.length).writeBytes(bytes);
    }
}
