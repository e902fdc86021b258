-- Offers of a task to somebody by e-mail address: nobody is assigned who did not accept.

-- The foreign key locks tasks for a moment. Better to try again than to make writers wait.
SET LOCAL lock_timeout = '3s';

CREATE TABLE task_offers (
    id uuid PRIMARY KEY,
    -- a task is offered to one person at a time
    task_id uuid NOT NULL UNIQUE REFERENCES tasks ON DELETE CASCADE,
    -- as the owner wrote it; whether it has an account, nobody is told
    email text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX task_offers_email ON task_offers (lower(email), created_at, id);
