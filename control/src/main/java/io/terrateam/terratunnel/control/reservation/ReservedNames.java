package io.terrateam.terratunnel.control.reservation;

import io.terrateam.terratunnel.protocol.TunnelName;
import java.util.Set;

/// Names that no tunnel may have: the server may want them itself, or a visitor would take them for
/// the server's.
public final class ReservedNames {
    private static final Set<String> NAMES =
            Set.of(
                    "abuse",
                    "account",
                    "accounts",
                    "admin",
                    "administrator",
                    "api",
                    "app",
                    "apps",
                    "auth",
                    "autoconfig",
                    "autodiscover",
                    "beta",
                    "billing",
                    "blog",
                    "cdn",
                    "console",
                    "dashboard",
                    "dev",
                    "dns",
                    "docs",
                    "ftp",
                    "git",
                    "health",
                    "help",
                    "host",
                    "hostmaster",
                    "imap",
                    "info",
                    "internal",
                    "localhost",
                    "login",
                    "logout",
                    "mail",
                    "metrics",
                    "mta-sts",
                    "mx1",
                    "noc",
                    "ns1",
                    "ns2",
                    "oauth",
                    "pop",
                    "pop3",
                    "postmaster",
                    "proxy",
                    "register",
                    "root",
                    "secure",
                    "security",
                    "server",
                    "shop",
                    "signin",
                    "signup",
                    "smtp",
                    "ssh",
                    "ssl",
                    "sso",
                    "staff",
                    "static",
                    "status",
                    "support",
                    "sysadmin",
                    "system",
                    "terrateam",
                    "terratunnel",
                    "test",
                    "tls",
                    "tunnel",
                    "tunnels",
                    "vpn",
                    "webhook",
                    "webhooks",
                    "webmail",
                    "webmaster",
                    "wpad",
                    "www",
                    "www1",
                    "www2");

    private ReservedNames() {}

    /// Whether nobody may have `name`.
    public static boolean contains(TunnelName name) {
        return NAMES.contains(name.value());
    }
}
