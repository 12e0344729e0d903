package io.terrateam.terratunnel.control;

import io.terrateam.terratunnel.control.web.Field;
import io.terrateam.terratunnel.control.web.Guard;
import io.terrateam.terratunnel.control.web.Responder;
import io.terrateam.terratunnel.control.web.WebApplication;
import io.terrateam.terratunnel.control.web.WebRequest;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Asks for pages and sends their forms, as a browser would.
public final class TestBrowser {
    private static final Pattern FORM_TOKEN =
            Pattern.compile("name=\"" + Guard.FORM_TOKEN + "\" value=\"([^\"]+)\"");

    private final WebApplication web;
    private final String cookie;

    TestBrowser(WebApplication web, String cookie) {
        this.web = web;
        this.cookie = cookie;
    }

    /// An answer as it was sent.
    ///
    /// @param isCut whether it was broken off
    public record Page(int status, List<Field> fields, String text, boolean isCut) {
        public Optional<String> field(String name) {
            return fields.stream().filter(f -> f.name().equals(name)).map(Field::value).findFirst();
        }

        /// Where it leads to, or nothing.
        public String location() {
            return field("Location").orElse("");
        }
    }

    public Page get(String path, String... namesAndValues) {
        return send("GET", path, "", namesAndValues);
    }

    /// Sends a form with the token that this session's pages carry.
    public Page submit(String path, String... namesAndValues) {
        return submitAs("POST", path, namesAndValues);
    }

    /// The same with another method; programs send the token as a field of the head.
    public Page submitAs(String method, String path, String... namesAndValues) {
        String token = formToken();
        StringBuilder form = new StringBuilder(Guard.FORM_TOKEN + "=" + token);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            form.append('&').append(namesAndValues[i]).append('=');
            form.append(URLEncoder.encode(namesAndValues[i + 1], StandardCharsets.UTF_8));
        }
        return send(
                method,
                path,
                form.toString(),
                "x-form-token",
                token,
                "content-type",
                "application/x-www-form-urlencoded",
                "origin",
                ControlPlaneUnderTest.PUBLIC_URL.toString());
    }

    private String formToken() {
        Matcher token = FORM_TOKEN.matcher(get("/").text());
        return token.find() ? token.group(1) : "";
    }

    public Page send(String method, String path, String body, String... namesAndValues) {
        List<Field> fields = new ArrayList<>();
        if (!cookie.isEmpty()) {
            fields.add(new Field("cookie", cookie));
        }
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.add(new Field(namesAndValues[i], namesAndValues[i + 1]));
        }
        Sent sent = new Sent();
        web.serve(
                new WebRequest(
                        method,
                        path,
                        "https",
                        InetAddress.getLoopbackAddress(),
                        "the-id",
                        fields,
                        body.getBytes(StandardCharsets.UTF_8)),
                sent);
        return new Page(
                sent.status, sent.fields, sent.body.toString(StandardCharsets.UTF_8), sent.isCut);
    }

    /// Takes an answer.
    private static final class Sent implements Responder {
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private List<Field> fields = List.of();
        private int status;
        private boolean isCut;

        @Override
        public void send(int answered, List<Field> head, byte[] whole) {
            begin(answered, head);
            body.writeBytes(whole);
        }

        @Override
        public void begin(int answered, List<Field> head) {
            status = answered;
            fields = head;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            body.write(bytes, offset, length);
        }

        @Override
        public void end() {
            // All of it has come.
        }

        @Override
        public void abort() {
            isCut = true;
        }
    }
}
