package io.terrateam.terratunnel.control.web.docs;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The OpenAPI document, as text and as what a page shows of it.
///
/// Spec: OpenAPI 3.1.
///
/// @param text the document itself
/// @param description what holds for all operations
/// @param groups its operations by tag, in the document's order
public record ApiDocument(String text, Prose description, List<Group> groups) {
    private static final String FILE = "/web/openapi.json";

    /// Operations that belong together.
    public record Group(String name, Prose description, List<Operation> operations) {}

    /// One method on one path.
    ///
    /// @param access who may use it, in words
    /// @param inputs parameters and fields of its form
    public record Operation(
            String method,
            String path,
            String summary,
            Prose description,
            String access,
            List<Input> inputs,
            List<Outcome> outcomes) {}

    /// Something that a request carries.
    ///
    /// @param place where: in the path, query, header or form
    public record Input(String name, String place, Prose description) {}

    /// A status that it can have.
    public record Outcome(String status, Prose description) {}

    /// Reads the program's own document.
    public static ApiDocument read() {
        try (InputStream in = ApiDocument.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + ": not in the program");
            }
            return of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ParseException e) {
            throw new IllegalStateException(FILE + ": not JSON", e);
        }
    }

    private static ApiDocument of(String text) throws ParseException {
        Map<String, Object> document = JSONObjectUtils.parse(text);
        List<Group> groups = new ArrayList<>();
        for (Map<String, Object> tag : objects(document.get("tags"))) {
            String name = text(tag, "name");
            groups.add(new Group(name, prose(tag), operations(document, name)));
        }
        return new ApiDocument(text, prose(object(document.get("info"))), List.copyOf(groups));
    }

    private static List<Operation> operations(Map<String, Object> document, String tag) {
        List<Operation> operations = new ArrayList<>();
        object(document.get("paths"))
                .forEach((path, methods) ->
                        object(methods)
                                .forEach((method, operation) -> {
                                    Map<String, Object> found = object(operation);
                                    if (texts(found.get("tags")).contains(tag)) {
                                        operations.add(operation(method, path, found));
                                    }
                                }));
        return List.copyOf(operations);
    }

    private static Operation operation(String method, String path, Map<String, Object> operation) {
        List<Outcome> outcomes = new ArrayList<>();
        object(operation.get("responses"))
                .forEach((status, response) ->
                        outcomes.add(new Outcome(status, prose(object(response)))));
        return new Operation(
                method.toUpperCase(Locale.ROOT),
                path,
                text(operation, "summary"),
                prose(operation),
                access(text(operation, "x-access")),
                inputs(operation),
                List.copyOf(outcomes));
    }

    private static String access(String word) {
        return switch (word) {
            case "signed_in" -> "session";
            case "admin" -> "session of an administrator";
            case "api_key" -> "API key";
            case "session_bearer" -> "session's token";
            default -> "anyone";
        };
    }

    private static List<Input> inputs(Map<String, Object> operation) {
        List<Input> inputs = new ArrayList<>();
        for (Map<String, Object> parameter : objects(operation.get("parameters"))) {
            inputs.add(new Input(text(parameter, "name"), text(parameter, "in"), prose(parameter)));
        }
        Map<String, Object> body = object(object(operation.get("requestBody")).get("content"));
        body.forEach((mediaType, content) ->
                object(object(object(content).get("schema")).get("properties"))
                        .forEach((name, property) ->
                                inputs.add(
                                        new Input(
                                                name,
                                                mediaType.endsWith("json") ? "JSON" : "form",
                                                prose(object(property))))));
        return List.copyOf(inputs);
    }

    private static Map<String, Object> object(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? members(map) : Map.of();
    }

    private static Map<String, Object> members(Map<?, ?> map) {
        Map<String, Object> members = new LinkedHashMap<>();
        map.forEach((name, value) -> members.put(String.valueOf(name), value));
        return members;
    }

    private static List<Map<String, Object>> objects(@Nullable Object value) {
        return value instanceof List<?> list
                ? list.stream().map(ApiDocument::object).toList()
                : List.of();
    }

    private static List<String> texts(@Nullable Object value) {
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    private static Prose prose(Map<String, Object> object) {
        return Prose.of(text(object, "description"));
    }

    private static String text(Map<String, Object> object, String name) {
        Object value = object.get(name);
        return value == null ? "" : value.toString();
    }
}
