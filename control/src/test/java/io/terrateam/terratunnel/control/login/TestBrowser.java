package io.terrateam.terratunnel.control.login;

import io.terrateam.terratunnel.testkit.provider.Form;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// A browser as far as signing in goes: it keeps the cookie that it was given, goes to the
/// provider, and comes back with what that says.
final class TestBrowser {
    private final LoginStart.AtProvider start;
    private final Map<String, String> query = new LinkedHashMap<>();

    private String provider;
    private Optional<String> cookie;

    TestBrowser(String provider, LoginStart start) {
        this.provider = provider;
        this.start = (LoginStart.AtProvider) start;
        this.cookie = Optional.of(this.start.browser().reveal());
    }

    /// Goes where it was sent, and hears where to come back to.
    TestBrowser visit() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer =
                    client.send(
                            HttpRequest.newBuilder(start.uri()).build(),
                            HttpResponse.BodyHandlers.ofString());
            String location = answer.headers().firstValue("Location").orElseThrow();
            query.putAll(Form.parse(URI.create(location).getRawQuery()));
        }
        return this;
    }

    /// Comes to the callback of another provider.
    TestBrowser at(String otherProvider) {
        provider = otherProvider;
        return this;
    }

    TestBrowser withCookie(Optional<String> other) {
        cookie = other;
        return this;
    }

    TestBrowser with(String name, String value) {
        query.put(name, value);
        return this;
    }

    TestBrowser without(String name) {
        query.remove(name);
        return this;
    }

    Map<String, String> sent() {
        return Form.parse(start.uri().getRawQuery());
    }

    Callback callback() {
        return new Callback(
                provider, cookie, value("state"), value("code"), value("error"), value("iss"));
    }

    private Optional<String> value(String name) {
        return Optional.ofNullable(query.get(name));
    }
}
