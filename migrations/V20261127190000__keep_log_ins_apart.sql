-- One form of each address, places that an account knows, accounts that are being deleted, and what
-- the removal of old rows reads.

-- ALTER TABLE locks users for a moment. Better to try again than to make log-ins wait.
SET LOCAL lock_timeout = '3s';

-- The address in the one form by which it is stored, found and counted. The service makes it
-- (src/users/email.rs): lower() of PostgreSQL and of Rust differ, and so do two releases of one.
ALTER TABLE users ADD COLUMN email_key text;

-- Of ASCII there is one lower case only. The service fills the others in, and settles who of two has
-- the address (src/users/keys.rs): this file can't know how Rust writes them.
UPDATE users SET email_key = lower(email COLLATE "C") WHERE octet_length(email) = length(email);

CREATE UNIQUE INDEX users_email_key ON users (email_key);

-- An instance of the version before, which knows no key, runs beside this one for a while.
CREATE FUNCTION key_email() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' OR NEW.email IS DISTINCT FROM OLD.email THEN
        NEW.email_key := CASE WHEN octet_length(NEW.email) = length(NEW.email)
            THEN lower(NEW.email COLLATE "C") END;
    END IF;
    RETURN NEW;
END
$$;

-- The service says by this setting that it makes the key itself.
CREATE TRIGGER users_key_email BEFORE INSERT OR UPDATE OF email ON users
    FOR EACH ROW WHEN (current_setting('task_api.makes_email_keys', true) IS DISTINCT FROM 'on')
    EXECUTE FUNCTION key_email();

-- Set when the account is deleted. Its sessions end with that, its address is free; what it had is
-- removed piece by piece, and then the row.
ALTER TABLE users ADD COLUMN deleted_at timestamptz;
CREATE INDEX users_deleted ON users (deleted_at) WHERE deleted_at IS NOT NULL;

-- Networks and devices from which somebody logged in: who guesses elsewhere can't keep them out.
CREATE TABLE familiar_places (
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    -- SHA-256 of the network, or of the token that the device was given
    mark bytea NOT NULL CHECK (octet_length(mark) = 32),
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, mark)
);

CREATE INDEX familiar_places_expiry ON familiar_places (expires_at);

-- Rows whose time is over are removed by this order.
CREATE INDEX login_attempts_expiry ON login_attempts (window_ends_at);
