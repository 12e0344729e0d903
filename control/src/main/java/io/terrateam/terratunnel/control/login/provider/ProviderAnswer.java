package io.terrateam.terratunnel.control.login.provider;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.util.JSONArrayUtils;
import com.nimbusds.oauth2.sdk.util.JSONObjectUtils;
import java.util.List;
import net.minidev.json.JSONObject;

/// What a provider answered.
///
/// @param body at most [ProviderHttp#MAX_BODY_BYTES]
record ProviderAnswer(int status, String body) {
    private static final int OK = 200;

    boolean isOk() {
        return status == OK;
    }

    JsonFields object() throws ProviderException {
        try {
            return new JsonFields(JSONObjectUtils.parse(body), status);
        } catch (ParseException e) {
            throw noJson();
        }
    }

    List<JsonFields> objects() throws ProviderException {
        try {
            return JSONArrayUtils.toJSONObjectList(JSONArrayUtils.parse(body)).stream()
                    .map(object -> new JsonFields(object, status))
                    .toList();
        } catch (ParseException | RuntimeException e) {
            throw noJson();
        }
    }

    /// The answer to say that it was not what was asked for.
    ProviderException odd(String what) {
        return new ProviderException(
                ProviderException.Kind.ODD_ANSWER, status, what + ", status " + status);
    }

    private ProviderException noJson() {
        return odd("the answer is not the JSON that was expected");
    }

    /// A JSON object, to be read with suspicion.
    record JsonFields(JSONObject json, int status) {
        /// The text under `name`; empty where there is none.
        String text(String name) {
            return json.get(name) instanceof String text ? text : "";
        }

        boolean isTrue(String name) {
            return Boolean.TRUE.equals(json.get(name));
        }

        /// The object under `name`; an empty one where there is none.
        JsonFields object(String name) {
            return new JsonFields(
                    json.get(name) instanceof JSONObject inner ? inner : new JSONObject(), status);
        }

        /// A number above zero, as text.
        String number(String name) throws ProviderException {
            boolean isWhole = json.get(name) instanceof Long || json.get(name) instanceof Integer;
            if (isWhole && json.get(name) instanceof Number number && number.longValue() > 0) {
                return Long.toString(number.longValue());
            }
            throw new ProviderException(
                    ProviderException.Kind.ODD_ANSWER, status, "the answer lacks a number " + name);
        }
    }
}
