package io.terrateam.terratunnel.webhook.json;

import java.util.List;
import java.util.Optional;

/// A JSON value as it was written: members in order, numbers in their own spelling.
///
/// Spec: RFC 8259.
public sealed interface Json {

    /// An object.
    record Members(List<Member> members) implements Json {
        /// Copies the list.
        public Members {
            members = List.copyOf(members);
        }
    }

    /// A member of an object.
    record Member(String name, Json value) {}

    /// An array.
    record Items(List<Json> items) implements Json {
        /// Copies the list.
        public Items {
            items = List.copyOf(items);
        }
    }

    /// A string.
    ///
    /// @param start where its opening quote stands, in bytes
    /// @param end behind its closing quote
    record Text(String value, int start, int end) implements Json {}

    /// A number.
    ///
    /// @param spelling as written
    /// @param start where it begins, in bytes
    /// @param end behind its last digit
    record Numeral(String spelling, int start, int end) implements Json {}

    /// `true` or `false`.
    record Truth(boolean value) implements Json {}

    /// `null`.
    record Nothing() implements Json {}

    /// The member of that name; empty too if there are several, since readers differ on which one
    /// they take.
    default Optional<Json> member(String name) {
        if (!(this instanceof Members(List<Member> members))) {
            return Optional.empty();
        }
        List<Json> found =
                members.stream()
                        .filter(member -> member.name().equals(name))
                        .map(Member::value)
                        .toList();
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }

    /// The value at the end of the way through members and, by number, items: `events.0.id`.
    default Optional<Json> at(String path) {
        Optional<Json> here = Optional.of(this);
        for (String step : path.split("\\.", -1)) {
            here = here.flatMap(value -> value.step(step));
        }
        return here;
    }

    private Optional<Json> step(String name) {
        if (this instanceof Items(List<Json> items)) {
            boolean isFirst = name.equals("0") && !items.isEmpty();
            return isFirst ? Optional.of(items.getFirst()) : Optional.empty();
        }
        return member(name);
    }

    /// A string's text, a number's or a truth's spelling; empty for all else.
    default Optional<String> scalar() {
        return switch (this) {
            case Text text -> Optional.of(text.value());
            case Numeral number -> Optional.of(number.spelling());
            case Truth truth -> Optional.of(Boolean.toString(truth.value()));
            case Members _, Items _, Nothing _ -> Optional.empty();
        };
    }
}
