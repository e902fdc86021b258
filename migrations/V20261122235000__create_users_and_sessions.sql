-- Users, their sessions, and the count of failed log-ins.

CREATE TABLE users (
    id uuid PRIMARY KEY,
    email text NOT NULL,
    name text NOT NULL,
    -- argon2id in PHC string format
    password_hash text NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

-- One account per address, however it is written.
CREATE UNIQUE INDEX users_email ON users (lower(email));

CREATE TABLE sessions (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    -- SHA-256 of the secret half of the token; the token itself is never stored
    secret_hash bytea NOT NULL CHECK (octet_length(secret_hash) = 32),
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);

CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_expiry ON sessions (expires_at);

-- Not tied to users: an address that nobody has is counted too, so that the limit doesn't tell
-- who has an account.
CREATE TABLE login_attempts (
    -- SHA-256 of the address in lower case
    account bytea PRIMARY KEY CHECK (octet_length(account) = 32),
    failures integer NOT NULL,
    window_ends_at timestamptz NOT NULL
);
