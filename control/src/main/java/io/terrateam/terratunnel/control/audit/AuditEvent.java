package io.terrateam.terratunnel.control.audit;

/// What can happen that is written down; a closed set.
public enum AuditEvent {
    /// A link is up.
    CONNECT("connect"),
    /// A link has ended.
    DISCONNECT("disconnect"),
    /// Somebody asked for a link and was refused.
    REFUSED("refused"),
    /// Somebody signed in.
    LOGIN("login"),
    /// Somebody did not get in.
    LOGIN_FAILED("login_failed"),
    /// Somebody signed out, here or everywhere.
    LOGOUT("logout"),
    /// A key was made.
    KEY_CREATED("key_created"),
    /// A key was ended, by hand or by a newer one.
    KEY_REVOKED("key_revoked"),
    /// Somebody got a name.
    TUNNEL_CREATED("tunnel_created"),
    /// A tunnel is called something else by its owner; its name stays.
    TUNNEL_RENAMED("tunnel_renamed"),
    /// A tunnel was switched off.
    TUNNEL_DISABLED("tunnel_disabled"),
    /// A tunnel was switched on again.
    TUNNEL_ENABLED("tunnel_enabled"),
    /// A name was given up.
    TUNNEL_DELETED("tunnel_deleted"),
    /// An account was shut out.
    USER_DISABLED("user_disabled"),
    /// An account was let in again.
    USER_ENABLED("user_enabled"),
    /// An account was deleted with what hung on it.
    USER_DELETED("user_deleted"),
    /// An admin asked the database something.
    ADMIN_QUERY("admin_query"),
    /// An admin downloaded the database.
    DATABASE_DOWNLOAD("database_download"),
    /// An admin downloaded the audit log.
    AUDIT_DOWNLOAD("audit_download");

    private final String word;

    AuditEvent(String word) {
        this.word = word;
    }

    /// The word in the database.
    public String word() {
        return word;
    }
}
