package io.terrateam.terratunnel.edge.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.Http2Headers;
import io.terrateam.terratunnel.edge.exchange.ExchangeFailure;
import io.terrateam.terratunnel.protocol.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ErrorResponsesTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "errors.md");

    /// At least one of every kind, and all that a kind can look like.
    static Stream<ExchangeFailure> failures() {
        Stream<ExchangeFailure> plain =
                Stream.of(
                        new ExchangeFailure.NoSuchTunnel(),
                        new ExchangeFailure.TunnelOffline(),
                        new ExchangeFailure.LinkLost(true),
                        new ExchangeFailure.LinkLost(false),
                        new ExchangeFailure.ResponseTimedOut(),
                        new ExchangeFailure.Busy(),
                        new ExchangeFailure.BodyTooLarge(5),
                        new ExchangeFailure.HeadersTooLarge(),
                        new ExchangeFailure.TargetTooLong(),
                        new ExchangeFailure.Loop(),
                        new ExchangeFailure.Misdirected(),
                        new ExchangeFailure.Draining(),
                        new ExchangeFailure.Internal());
        Stream<ExchangeFailure> origins =
                Stream.of(
                                ErrorCode.LOCAL_REFUSED,
                                ErrorCode.LOCAL_DNS,
                                ErrorCode.LOCAL_TLS,
                                ErrorCode.LOCAL_PROTOCOL)
                        .map(ExchangeFailure.OriginFailed::new);
        Stream<ExchangeFailure> requests =
                IntStream.of(400, 405, 408, 417, 501, 505)
                        .mapToObj(status -> new ExchangeFailure.BadRequest(status, "Detail."));
        return Stream.of(plain, origins, requests).flatMap(each -> each);
    }

    @Test
    void everyKindOfFailureIsTried() {
        Set<Class<?>> tried = failures().map(Object::getClass).collect(Collectors.toSet());

        assertThat(tried).containsExactlyInAnyOrder(ExchangeFailure.class.getPermittedSubclasses());
    }

    @Test
    void theDocumentSaysWhatTheProgramDoes() throws IOException {
        List<String> rows = new ArrayList<>();
        for (String line : Files.readAllLines(DOCUMENT)) {
            String[] cells =
                    Arrays.stream(line.split("\\|")).map(String::trim).toArray(String[]::new);
            if (cells.length == 7 && cells[1].matches("\\d{3}")) {
                assertThat(cells[5]).as(line).isNotBlank();
                assertThat(cells[6]).as(line).isNotBlank();
                rows.add(String.join(" ", cells[1], cells[2], cells[3], cells[4]));
            }
        }

        List<String> answers =
                failures().map(ErrorResponses::answer).map(ErrorResponsesTest::row).toList();
        assertThat(rows).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(answers);
    }

    private static String row(ErrorAnswer answer) {
        String retry = answer.retryAfterSeconds() == 0 ? "" : "" + answer.retryAfterSeconds();
        return String.join(
                " ",
                Integer.toString(answer.status()),
                "`" + answer.code().wireName() + "`",
                retry,
                answer.outcomeUnknown() ? "unknown" : "");
    }

    @ParameterizedTest
    @MethodSource("failures")
    void bothFormsCarryCodeAndRequestId(ExchangeFailure failure) {
        ErrorAnswer answer = ErrorResponses.answer(failure);
        for (boolean html : new boolean[] {true, false}) {
            ErrorResponses.Rendered rendered = ErrorResponses.render(answer, html, "the-id");
            Http2Headers head = rendered.head();
            String text = new String(rendered.body(), StandardCharsets.UTF_8);

            assertThat(head.status()).hasToString(Integer.toString(answer.status()));
            assertThat(head.get("terratunnel-error")).hasToString(failure.code().wireName());
            assertThat(head.get("content-length")).hasToString("" + rendered.body().length);
            assertThat(head.get("cache-control")).hasToString("no-store");
            assertThat(head.get("x-content-type-options")).hasToString("nosniff");
            assertThat(head.get("x-request-id")).hasToString("the-id");
            assertThat(head.get("content-type").toString())
                    .startsWith(html ? "text/html" : "application/problem+json");
            assertThat(text).contains(failure.code().wireName(), "the-id").doesNotContain("null");
            assertThat(head.contains("content-security-policy")).isEqualTo(html);
        }
    }
}
