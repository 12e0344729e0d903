package io.terrateam.terratunnel.control.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Names and values of a query or a form, in their order.
///
/// Spec: the URL standard's `application/x-www-form-urlencoded`.
///
/// @param all every pair
public record Parameters(List<Field> all) {
    private static final int MAX_PAIRS = 200;

    /// Parses a query or a body.
    ///
    /// Failure: a 400 [Refusal] where it is malformed, or has more than 200 pairs.
    static Parameters parse(String encoded) {
        List<Field> pairs = new ArrayList<>();
        for (String pair : encoded.isEmpty() ? new String[0] : encoded.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            if (pair.isEmpty()) {
                continue;
            }
            if (pairs.size() == MAX_PAIRS) {
                throw new Refusal(400, "Too many parameters");
            }
            pairs.add(new Field(decoded(name), decoded(value)));
        }
        return new Parameters(List.copyOf(pairs));
    }

    private static String decoded(String text) {
        return PercentText.decodeForm(text)
                .orElseThrow(() -> new Refusal(400, "A parameter is not well-formed UTF-8"));
    }

    /// The first value of a parameter.
    public Optional<String> value(String name) {
        return all.stream().filter(p -> p.name().equals(name)).map(Field::value).findFirst();
    }

    /// The first value of a parameter, without spaces around it; empty where there is none or
    /// nothing else in it.
    public Optional<String> text(String name) {
        return value(name).map(String::strip).filter(text -> !text.isEmpty());
    }

    /// A whole number.
    ///
    /// Failure: a 422 [Refusal] where it is none, or out of range.
    ///
    /// @param usual its value where it is not given
    public int number(String name, int usual, int least, int most) {
        Optional<String> given = text(name);
        if (given.isEmpty()) {
            return usual;
        }
        try {
            int number = Integer.parseInt(given.get());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Refused below, like one out of range.
        }
        throw new Refusal(422, name + ": expected a number from " + least + " to " + most);
    }
}
