package io.terrateam.terratunnel.control.web.login;

import io.terrateam.terratunnel.control.web.Field;
import io.terrateam.terratunnel.control.web.Responder;
import io.terrateam.terratunnel.control.web.WebApplication;
import io.terrateam.terratunnel.control.web.WebRequest;
import io.terrateam.terratunnel.testkit.provider.Form;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A browser at the pages of an application: keeps cookies, fills forms in, and goes to providers
/// over real HTTP.
final class PageBrowser {
    private static final Pattern HIDDEN =
            Pattern.compile("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\">");

    private final Map<String, String> cookies = new LinkedHashMap<>();
    private final WebApplication application;
    private final String origin;
    private InetAddress peer = InetAddress.getLoopbackAddress();

    PageBrowser(WebApplication application, String origin) {
        this.application = application;
        this.origin = origin;
    }

    /// What came back.
    record Reply(int status, List<Field> fields, String body) {
        Optional<String> value(String name) {
            return values(name).stream().findFirst();
        }

        List<String> values(String name) {
            return fields.stream()
                    .filter(field -> field.name().equalsIgnoreCase(name))
                    .map(Field::value)
                    .toList();
        }

        String location() {
            return value("Location").orElseThrow();
        }

        Map<String, String> hiddenFields() {
            Map<String, String> hidden = new LinkedHashMap<>();
            Matcher matcher = HIDDEN.matcher(body.substring(body.indexOf("<main")));
            while (matcher.find()) {
                hidden.put(matcher.group(1), matcher.group(2).replace("&amp;", "&"));
            }
            return hidden;
        }
    }

    Map<String, String> cookies() {
        return cookies;
    }

    PageBrowser from(InetAddress other) {
        peer = other;
        return this;
    }

    Reply get(String target, Field... more) {
        return send("GET", target, "", "", more);
    }

    Reply post(String target, Map<String, String> form) {
        return send(
                "POST",
                target,
                "application/x-www-form-urlencoded",
                Form.write(form),
                new Field("origin", origin));
    }

    Reply postJson(String target, String json) {
        return send("POST", target, "application/json", json);
    }

    /// Signs in at a provider, from the button to the end.
    Reply signIn(String provider) throws Exception {
        return comeBack(get("/auth/" + provider));
    }

    /// Goes on at the provider, and comes back.
    Reply comeBack(Reply toProvider) throws Exception {
        URI back = URI.create(visit(toProvider.location()));
        return get(back.getRawPath() + "?" + back.getRawQuery());
    }

    /// Where a page elsewhere sends the browser.
    static String visit(String uri) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer =
                    client.send(
                            HttpRequest.newBuilder(URI.create(uri)).build(),
                            HttpResponse.BodyHandlers.ofString());
            return answer.headers().firstValue("Location").orElseThrow();
        }
    }

    Reply send(String method, String target, String type, String body, Field... more) {
        List<Field> fields = new ArrayList<>(List.of(more));
        fields.add(new Field("user-agent", "Browser/1.0"));
        if (!type.isEmpty()) {
            fields.add(new Field("content-type", type));
        }
        List<String> pairs = new ArrayList<>();
        cookies.forEach((name, value) -> pairs.add(name + "=" + value));
        if (!pairs.isEmpty()) {
            fields.add(new Field("cookie", String.join("; ", pairs)));
        }
        Collected collected = new Collected();
        application.serve(
                new WebRequest(
                        method,
                        target,
                        "https",
                        peer,
                        "request-1",
                        fields,
                        body.getBytes(StandardCharsets.UTF_8)),
                collected);
        Reply reply = collected.reply();
        reply.values("Set-Cookie").forEach(this::keep);
        return reply;
    }

    private void keep(String setCookie) {
        String[] pair = setCookie.split(";")[0].split("=", 2);
        if (setCookie.contains("Max-Age=0;")) {
            cookies.remove(pair[0]);
        } else {
            cookies.put(pair[0], pair[1]);
        }
    }

    private static final class Collected implements Responder {
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private int status;
        private List<Field> fields = List.of();

        @Override
        public void send(int status, List<Field> fields, byte[] body) {
            begin(status, fields);
            write(body, 0, body.length);
        }

        @Override
        public void begin(int status, List<Field> fields) {
            this.status = status;
            this.fields = List.copyOf(fields);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            body.write(bytes, offset, length);
        }

        @Override
        public void end() {}

        @Override
        public void abort() {
            throw new AssertionError("the answer was cut");
        }

        Reply reply() {
            return new Reply(status, fields, body.toString(StandardCharsets.UTF_8));
        }
    }
}
