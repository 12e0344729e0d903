-- Whoever changes what live links depend on, by whatever program, all servers hear of it when it is committed.
CREATE OR REPLACE FUNCTION terratunnel_tell_of_changes() RETURNS trigger LANGUAGE plpgsql AS $function$
BEGIN
    PERFORM pg_notify('terratunnel_changes', '');
    RETURN NULL;
END
$function$;

DROP TRIGGER IF EXISTS tell_of_changes ON api_keys;
CREATE TRIGGER tell_of_changes
    AFTER INSERT OR DELETE OR TRUNCATE OR UPDATE OF is_active, expires_at, scopes, tunnel_id, user_id ON api_keys
    FOR EACH STATEMENT EXECUTE FUNCTION terratunnel_tell_of_changes();

DROP TRIGGER IF EXISTS tell_of_changes ON tunnels;
CREATE TRIGGER tell_of_changes
    AFTER INSERT OR DELETE OR TRUNCATE OR UPDATE OF is_active, subdomain, user_id ON tunnels
    FOR EACH STATEMENT EXECUTE FUNCTION terratunnel_tell_of_changes();

DROP TRIGGER IF EXISTS tell_of_changes ON users;
CREATE TRIGGER tell_of_changes
    AFTER INSERT OR DELETE OR TRUNCATE OR UPDATE OF is_active ON users
    FOR EACH STATEMENT EXECUTE FUNCTION terratunnel_tell_of_changes();
