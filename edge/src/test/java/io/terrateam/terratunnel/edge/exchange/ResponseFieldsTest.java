package io.terrateam.terratunnel.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ResponseFieldsTest {

    private static final String HOST = "panda.example.test";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a=b | a=b",
                "a=b; Path=/; Secure | a=b; Path=/; Secure",
                "a=b; Domain=panda.example.test | a=b; Domain=panda.example.test",
                "a=b; Domain=.panda.example.test | a=b; Domain=.panda.example.test",
                "a=b; Domain=x.panda.example.test | a=b; Domain=x.panda.example.test",
                "a=b; Domain=PANDA.Example.Test | a=b; Domain=PANDA.Example.Test",
                "a=b; Domain=example.test | a=b",
                "a=b; Domain=.example.test; Path=/ | a=b; Path=/",
                "a=b; DOMAIN=example.test; Path=/ | a=b; Path=/",
                "a=b; domain = example.test ; Path=/ | a=b; Path=/",
                "a=b;domain=test | a=b",
                "a=b; Domain=koala.example.test | a=b",
                "a=b; Domain=xpanda.example.test | a=b",
                "a=b; Domain=..example.test | a=b",
                "a=b; Domain= | a=b",
                "a=b; Domain=panda.example.test; Domain=example.test | a=b; Domain=panda.example.test",
                "a=b; Domain | a=b; Domain",
                "domain=example.test | domain=example.test",
                "a=domain; Path=/ | a=domain; Path=/",
                "a=b; DomainX=example.test | a=b; DomainX=example.test",
                "a=b;;Domain=example.test; | a=b;;",
            })
    void cookiesReachNoFurtherThanTheirTunnel(String cookie, String narrowed) {
        assertThat(ResponseFields.narrow(cookie, HOST)).isEqualTo(narrowed);
    }

    @Test
    void onlyTheCookieThatIsTooWideChanges() {
        Http2Headers response = new DefaultHttp2Headers().status("200");
        response.add("set-cookie", "a=1; Domain=example.test").add("x-a", "1");
        response.add("set-cookie", "b=2; HttpOnly");

        ResponseFields.prepareForVisitor(response, Playbook.get());

        assertThat(response.getAll("set-cookie"))
                .extracting(CharSequence::toString)
                .containsExactly("a=1", "b=2; HttpOnly");
        assertThat(response.get("x-a")).isEqualTo("1");
    }

    @Test
    void addsViaAndAMissingDate() {
        Http2Headers response = new DefaultHttp2Headers().status("200").add("via", "1.1 proxy");

        ResponseFields.prepareForVisitor(response, Playbook.get());

        assertThat(response.getAll("via"))
                .extracting(CharSequence::toString)
                .containsExactly("1.1 proxy", "1.1 terratunnel");
        ZonedDateTime date =
                ZonedDateTime.parse(response.get("date"), DateTimeFormatter.RFC_1123_DATE_TIME);
        assertThat(date)
                .isBetween(
                        ZonedDateTime.now(ZoneOffset.UTC).minusMinutes(1),
                        ZonedDateTime.now(ZoneOffset.UTC));
    }

    @Test
    void keepsTheOriginsDateAndServer() {
        Http2Headers response =
                new DefaultHttp2Headers().status("200").add("date", "then").add("server", "mine");

        ResponseFields.prepareForVisitor(response, Playbook.get());

        assertThat(response.getAll("date")).containsExactly("then");
        assertThat(response.get("server")).isEqualTo("mine");
    }

    @Test
    void takesOutWhatReachesBeyondTheTunnel() {
        Http2Headers response =
                new DefaultHttp2Headers()
                        .status("200")
                        .add("alt-svc", "h3=\":443\"")
                        .add("strict-transport-security", "max-age=1; includeSubDomains")
                        .add("terratunnel-error", "loop");

        ResponseFields.prepareForVisitor(response, Playbook.get());

        assertThat(response.names())
                .extracting(CharSequence::toString)
                .containsExactlyInAnyOrder(":status", "via", "date");
    }
}
