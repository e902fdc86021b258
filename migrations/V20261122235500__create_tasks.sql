-- Tasks, and the answers that a repeated request with the same Idempotency-Key gets again.

CREATE TABLE tasks (
    id uuid PRIMARY KEY,
    owner_id uuid NOT NULL REFERENCES users ON DELETE CASCADE,
    assignee_id uuid REFERENCES users ON DELETE SET NULL,
    title text NOT NULL,
    description text NOT NULL,
    status text NOT NULL CHECK (status IN ('todo', 'in_progress', 'done')),
    -- 1 is low, 4 is urgent: sortable
    priority smallint NOT NULL CHECK (priority BETWEEN 1 AND 4),
    due_at timestamptz,
    tags text[] NOT NULL,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    -- 'simple': tasks are written in any language, so no stemming of one of them
    search tsvector NOT NULL GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', title), 'A')
        || setweight(to_tsvector('simple', description), 'B')
    ) STORED
);

CREATE INDEX tasks_owner ON tasks (owner_id, created_at, id);
CREATE INDEX tasks_assignee ON tasks (assignee_id, created_at, id) WHERE assignee_id IS NOT NULL;
CREATE INDEX tasks_search ON tasks USING gin (search);
CREATE INDEX tasks_tags ON tasks USING gin (tags);

CREATE TABLE idempotency_keys (
    -- who sent it: a user, or for a registration the address in lower case; hashed with SHA-256
    sender bytea NOT NULL CHECK (octet_length(sender) = 32),
    key text NOT NULL,
    -- SHA-256 of method, path and body: the same key with another request is a mistake
    request_hash bytea NOT NULL CHECK (octet_length(request_hash) = 32),
    -- what the first request created
    created_id uuid NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (sender, key)
);

CREATE INDEX idempotency_keys_expiry ON idempotency_keys (expires_at);
