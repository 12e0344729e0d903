-- What stands in braces behind a dollar sign, SQLite and PostgreSQL write differently: see Dialect.
-- The tables that the Python original makes on its first start; it adds api_keys.tunnel_id on its second (V2).
CREATE TABLE users (
    id ${id},
    auth_provider TEXT NOT NULL,
    provider_user_id TEXT NOT NULL,
    provider_username TEXT NOT NULL,
    email TEXT,
    name TEXT,
    avatar_url TEXT,
    tunnel_subdomain TEXT UNIQUE,
    created_at ${time} NOT NULL DEFAULT ${now},
    updated_at ${time} NOT NULL DEFAULT ${now},
    is_active BOOLEAN NOT NULL DEFAULT ${true},
    UNIQUE (auth_provider, provider_user_id),
    UNIQUE (auth_provider, provider_username)
);

CREATE TABLE api_keys (
    id ${id},
    user_id ${ref} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    key_hash TEXT UNIQUE NOT NULL,
    key_prefix TEXT NOT NULL,
    name TEXT,
    created_at ${time} NOT NULL DEFAULT ${now},
    last_used_at ${time},
    expires_at ${time},
    is_active BOOLEAN NOT NULL DEFAULT ${true},
    scopes TEXT DEFAULT 'tunnel:create'
);

CREATE TABLE tunnels (
    id ${id},
    user_id ${ref} NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    subdomain TEXT UNIQUE NOT NULL,
    name TEXT,
    created_at ${time} NOT NULL DEFAULT ${now},
    is_active BOOLEAN NOT NULL DEFAULT ${true}
);

CREATE TABLE oauth_states (
    id ${id},
    state TEXT UNIQUE NOT NULL,
    created_at ${time} NOT NULL DEFAULT ${now},
    redirect_uri TEXT,
    external_redirect_uri TEXT,
    external_state TEXT,
    provider TEXT,
    additional_data TEXT
);

CREATE TABLE tunnel_audit_log (
    id ${id},
    timestamp ${time} NOT NULL DEFAULT ${now},
    subdomain TEXT NOT NULL,
    hostname TEXT NOT NULL,
    local_endpoint TEXT NOT NULL,
    client_ip TEXT,
    user_agent TEXT,
    connection_id TEXT NOT NULL,
    event_type TEXT NOT NULL DEFAULT 'connect',
    user_id ${ref} REFERENCES users (id) ON DELETE SET NULL,
    username TEXT,
    api_key_id ${ref} REFERENCES api_keys (id) ON DELETE SET NULL,
    additional_data TEXT
);

CREATE INDEX idx_users_provider ON users (auth_provider, provider_user_id);
CREATE INDEX idx_users_username ON users (auth_provider, provider_username);
CREATE INDEX idx_api_keys_key_hash ON api_keys (key_hash);
CREATE INDEX idx_api_keys_user_id ON api_keys (user_id);
CREATE INDEX idx_tunnel_audit_log_timestamp ON tunnel_audit_log (timestamp DESC);
CREATE INDEX idx_tunnel_audit_log_subdomain ON tunnel_audit_log (subdomain);
CREATE INDEX idx_tunnel_audit_log_user_id ON tunnel_audit_log (user_id);
