package io.terrateam.terratunnel.edge.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OwnCookiesTest {
    private static List<String> left(String... fields) {
        Http2Headers request = new DefaultHttp2Headers();
        for (String field : fields) {
            request.add("cookie", field);
        }
        OwnCookies.removeFrom(request);
        return request.getAll("cookie").stream().map(CharSequence::toString).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "__Host-auth_token=x; a=1, a=1",
        "a=1; __Host-auth_token=x, a=1",
        "a=1; __Host-tt_login=x; b=2, a=1; b=2",
        "a=1;__Host-tt_login=x;b=2, a=1;b=2",
        "a=1; __Host-auth_token =x, a=1",
        "a=1; __Host-auth_token=; __Host-auth_token=y; b=2, a=1; b=2"
    })
    void ourCookiesAreTakenOutOfAField(String field, String rest) {
        assertThat(left(field)).containsExactly(rest);
    }

    @Test
    void fieldWithNothingElseGoes() {
        assertThat(left("__Host-auth_token=x")).isEmpty();
        assertThat(left("a=1", "__Host-auth_token=x; __Host-tt_login=y", "b=2"))
                .containsExactly("a=1", "b=2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a=1;b=2;  c = 3 ;;",
                "auth_token=x",
                "__Host-auth_token2=x",
                "__Host-session=x; __Secure-auth_token=y",
                "x=__Host-auth_token",
                "__Host-auth_token"
            })
    void everythingElseStaysAsItWas(String field) {
        assertThat(left(field)).containsExactly(field);
    }
}
