package io.terrateam.terratunnel.webhook.scheme;

import io.terrateam.terratunnel.webhook.message.Field;
import io.terrateam.terratunnel.webhook.verdict.Reason;
import io.terrateam.terratunnel.webhook.verdict.Refusal;
import java.util.ArrayList;
import java.util.List;

/// What stands in a signature's field as a list: `t=1700000000,v1=…,v1=…`.
///
/// @param field the header field
record SignatureList(String field, List<Field> pairs) {
    static final SignatureList NONE = new SignatureList("", List.of());

    static SignatureList parse(String field, String value, char separator) throws Refusal {
        List<Field> pairs = new ArrayList<>();
        for (String part : value.split(String.valueOf(separator), -1)) {
            int equals = part.indexOf('=');
            if (equals < 1) {
                throw Refusal.malformed(field, "no list of key=value, separated by " + separator);
            }
            pairs.add(new Field(part.substring(0, equals).strip(), part.substring(equals + 1)));
        }
        return new SignatureList(field, pairs);
    }

    /// The one value of that key; the same one twice is refused as well.
    String one(String key) throws Refusal {
        List<String> values = all(key);
        if (values.isEmpty()) {
            throw Refusal.malformed(field, key + "= is missing");
        }
        if (values.size() > 1) {
            throw new Refusal(new Reason.FieldRepeated(key + "= in " + field));
        }
        return values.getFirst();
    }

    /// All values of that key: a secret that is being replaced signs beside the new one.
    List<String> all(String key) {
        return pairs.stream()
                .filter(pair -> pair.name().equals(key))
                .map(pair -> pair.value().strip())
                .toList();
    }

    /// The signatures of that key.
    List<String> signatures(String key) throws Refusal {
        List<String> found = all(key);
        if (found.isEmpty()) {
            String others = String.join(", ", pairs.stream().map(Field::name).distinct().toList());
            throw new Refusal(new Reason.AlgorithmUnknown(field, others, key));
        }
        if (found.size() > Received.MAX_SIGNATURES) {
            throw Refusal.malformed(field, "more than " + Received.MAX_SIGNATURES + " signatures");
        }
        return found;
    }
}
