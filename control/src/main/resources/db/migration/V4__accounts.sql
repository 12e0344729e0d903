-- Which account of a provider an administrator's login name belongs to, since its first login.
CREATE TABLE admin_pins (
    provider TEXT NOT NULL,
    username_lower TEXT NOT NULL,
    provider_user_id TEXT NOT NULL,
    pinned_at ${time} NOT NULL DEFAULT ${now},
    PRIMARY KEY (provider, username_lower)
);

-- Who is logged in. The id itself is known to the browser alone.
CREATE TABLE sessions (
    id_hash TEXT NOT NULL PRIMARY KEY,
    user_id ${ref} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at ${time} NOT NULL,
    last_seen_at ${time} NOT NULL,
    expires_at ${time} NOT NULL,
    user_agent TEXT NOT NULL DEFAULT '',
    client_ip TEXT NOT NULL DEFAULT ''
);
CREATE INDEX idx_sessions_user_id ON sessions (user_id);

-- From here on `state` holds a SHA-256 in hex. Logins that were going on start again.
DELETE FROM oauth_states;
ALTER TABLE oauth_states ADD COLUMN browser_hash TEXT NOT NULL DEFAULT '';
ALTER TABLE oauth_states ADD COLUMN code_verifier TEXT NOT NULL DEFAULT '';
ALTER TABLE oauth_states ADD COLUMN expires_at ${time} NOT NULL DEFAULT '1970-01-01 00:00:00';
ALTER TABLE oauth_states ADD COLUMN purpose TEXT NOT NULL DEFAULT 'login';

-- Codes that are good once and for a minute: what a program gets instead of a key in a URL.
CREATE TABLE login_codes (
    code_hash TEXT NOT NULL PRIMARY KEY,
    user_id ${ref} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    purpose TEXT NOT NULL,
    challenge TEXT NOT NULL DEFAULT '',
    redirect_uri TEXT NOT NULL DEFAULT '',
    data TEXT NOT NULL DEFAULT '',
    expires_at ${time} NOT NULL
);
CREATE INDEX idx_login_codes_user_id ON login_codes (user_id);

ALTER TABLE api_keys ADD COLUMN key_suffix TEXT NOT NULL DEFAULT '';
ALTER TABLE api_keys ADD COLUMN revoked_at ${time};
ALTER TABLE api_keys ADD COLUMN revoked_why TEXT NOT NULL DEFAULT '';

ALTER TABLE tunnels ADD COLUMN updated_at ${time};
CREATE INDEX idx_tunnels_user_id ON tunnels (user_id);

-- Names that rest after they were given up, so that nobody gets another's visitors.
CREATE TABLE released_names (
    subdomain_lower TEXT NOT NULL PRIMARY KEY,
    released_at ${time} NOT NULL,
    until_at ${time} NOT NULL,
    user_id ${ref} REFERENCES users (id) ON DELETE SET NULL
);
CREATE INDEX idx_released_names_user_id ON released_names (user_id);

-- Whom or what an event was done to, such as a login name or a key's number.
ALTER TABLE tunnel_audit_log ADD COLUMN target TEXT NOT NULL DEFAULT '';

-- The log is read newest first, whatever it is filtered by; ids settle the order within a second.
DROP INDEX IF EXISTS idx_tunnel_audit_log_timestamp;
DROP INDEX IF EXISTS idx_tunnel_audit_log_subdomain;
DROP INDEX IF EXISTS idx_tunnel_audit_log_user_id;
CREATE INDEX idx_tunnel_audit_log_timestamp ON tunnel_audit_log (timestamp, id);
CREATE INDEX idx_tunnel_audit_log_subdomain ON tunnel_audit_log (subdomain, timestamp, id);
CREATE INDEX idx_tunnel_audit_log_user_id ON tunnel_audit_log (user_id, timestamp, id);
CREATE INDEX idx_tunnel_audit_log_event_type ON tunnel_audit_log (event_type, timestamp, id);
CREATE INDEX idx_tunnel_audit_log_client_ip ON tunnel_audit_log (client_ip, timestamp, id);
CREATE INDEX idx_tunnel_audit_log_api_key_id ON tunnel_audit_log (api_key_id);
