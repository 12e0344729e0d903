-- What the Python original adds on its second start: the tunnel that a key is for.
ALTER TABLE api_keys ADD COLUMN tunnel_id ${ref} REFERENCES tunnels (id);
