-- Secrets that the server makes for itself and must keep across restarts.
CREATE TABLE server_secrets (
    name TEXT NOT NULL PRIMARY KEY,
    value ${bytes} NOT NULL,
    created_at ${time} NOT NULL DEFAULT ${now}
);

-- Names are compared without regard to case: host names have none.
CREATE INDEX idx_tunnels_name ON tunnels (lower(subdomain));
CREATE INDEX idx_api_keys_tunnel_id ON api_keys (tunnel_id);
