package io.terrateam.terratunnel.control.session;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A cookie of the server's own host, kept away from tunnels' hosts.
///
/// Over TLS its name begins with `__Host-`, so that no other host can set it and it is sent to
/// none. On plain HTTP, for development on one machine, browsers don't keep such cookies; there the
/// name is bare, and nothing else is taken.
///
/// Spec: RFC 6265bis section 4.1.3.
public final class BrowserCookie {
    private static final String ATTRIBUTES = "; Path=/; HttpOnly; SameSite=Lax";

    private final String name;
    private final boolean isSecure;

    /// @param isSecure whether browsers reach the server over TLS
    public BrowserCookie(String bareName, boolean isSecure) {
        this.name = isSecure ? "__Host-" + bareName : bareName;
        this.isSecure = isSecure;
    }

    /// The value of `Set-Cookie` that sets it.
    public String set(String value, Duration maxAge) {
        return name + "=" + value + "; Max-Age=" + maxAge.toSeconds() + attributes();
    }

    /// The value of `Set-Cookie` that removes it.
    public String clear() {
        return set("", Duration.ZERO);
    }

    /// What a request carries. Where it carries several, somebody may have planted one: none is
    /// taken.
    ///
    /// @param fields the values of the request's `Cookie` fields
    public Optional<String> read(List<String> fields) {
        List<String> values = new ArrayList<>();
        for (String field : fields) {
            for (String pair : field.split(";")) {
                String[] parts = pair.strip().split("=", 2);
                if (parts.length == 2 && parts[0].equals(name)) {
                    values.add(parts[1]);
                }
            }
        }
        return values.size() == 1 && !values.getFirst().isEmpty()
                ? Optional.of(values.getFirst())
                : Optional.empty();
    }

    private String attributes() {
        return ATTRIBUTES + (isSecure ? "; Secure" : "");
    }
}
