package io.terrateam.terratunnel.webhook.scheme;

import io.terrateam.terratunnel.webhook.message.Field;
import io.terrateam.terratunnel.webhook.message.WebhookRequest;
import io.terrateam.terratunnel.webhook.verdict.Reason;
import io.terrateam.terratunnel.webhook.verdict.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How signatures stand in the header.
sealed interface Layout {

    /// For people: `X-Hub-Signature-256: sha256=…`.
    String place();

    /// The fields that carry signatures.
    Set<String> fields();

    boolean appearsIn(WebhookRequest request);

    /// The values beside the signatures, if there are any.
    SignatureList list(WebhookRequest request) throws Refusal;

    /// The signatures as written; at least one.
    List<String> signatures(WebhookRequest request, SignatureList list) throws Refusal;

    /// The field with one signature.
    Field write(String signature, @Nullable String stamp);

    /// One signature in a field; with several fields any of them.
    record Single(List<String> names, String prefix) implements Layout {
        @Override
        public String place() {
            return String.join(", ", names) + (prefix.isEmpty() ? "" : ": " + prefix + "…");
        }

        @Override
        public Set<String> fields() {
            return Set.copyOf(names);
        }

        @Override
        public boolean appearsIn(WebhookRequest request) {
            return names.stream()
                    .flatMap(name -> request.values(name).stream())
                    .anyMatch(
                            value -> prefix.isEmpty() ? !hasKey(value) : value.startsWith(prefix));
        }

        /// Whether there is an equals sign that is no padding.
        private static boolean hasKey(String value) {
            int equals = value.indexOf('=');
            return equals >= 0 && value.chars().skip(equals).anyMatch(c -> c != '=');
        }

        @Override
        public SignatureList list(WebhookRequest request) {
            return SignatureList.NONE;
        }

        @Override
        public List<String> signatures(WebhookRequest request, SignatureList list) throws Refusal {
            List<String> found = new ArrayList<>();
            for (String name : names) {
                if (request.has(name)) {
                    found.add(unprefixed(name, Received.one(request, name)));
                }
            }
            if (found.isEmpty()) {
                throw new Refusal(new Reason.FieldMissing(names.getFirst()));
            }
            return found;
        }

        private String unprefixed(String name, String value) throws Refusal {
            if (value.startsWith(prefix)) {
                return value.substring(prefix.length());
            }
            if (hasKey(value)) {
                String found = value.substring(0, value.indexOf('='));
                throw new Refusal(
                        new Reason.AlgorithmUnknown(
                                name, found, prefix.substring(0, prefix.length() - 1)));
            }
            throw Refusal.malformed(name, "it does not begin with " + prefix);
        }

        @Override
        public Field write(String signature, @Nullable String stamp) {
            return new Field(names.getFirst(), prefix + signature);
        }
    }

    /// A list of keys and values: `t=…,v1=…`.
    record Pairs(String name, char separator, @Nullable String stampKey, String signatureKey)
            implements Layout {
        @Override
        public String place() {
            String first = stampKey == null ? "" : stampKey + "=…" + separator;
            return name + ": " + first + signatureKey + "=…";
        }

        @Override
        public Set<String> fields() {
            return Set.of(name);
        }

        @Override
        public boolean appearsIn(WebhookRequest request) {
            return request.values(name).stream().anyMatch(value -> value.contains(start()));
        }

        private String start() {
            return (stampKey == null ? signatureKey : stampKey) + "=";
        }

        @Override
        public SignatureList list(WebhookRequest request) throws Refusal {
            return SignatureList.parse(name, Received.one(request, name), separator);
        }

        @Override
        public List<String> signatures(WebhookRequest request, SignatureList list) throws Refusal {
            return list.signatures(signatureKey);
        }

        @Override
        public Field write(String signature, @Nullable String stamp) {
            String first = stampKey == null ? "" : stampKey + "=" + stamp + separator;
            return new Field(name, first + signatureKey + "=" + signature);
        }
    }
}
