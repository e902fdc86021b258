-- One index for each order of a list, of own and of assigned tasks: a page is the start of one,
-- however many tasks there are.
--
-- On a large table build them by hand first, CONCURRENTLY: migrations/README.md.

SET LOCAL lock_timeout = '3s';

CREATE INDEX IF NOT EXISTS tasks_owner_updated ON tasks (owner_id, updated_at, id);
CREATE INDEX IF NOT EXISTS tasks_owner_priority ON tasks (owner_id, priority, id);
-- Tasks that are not due come last in both directions.
CREATE INDEX IF NOT EXISTS tasks_owner_soonest
    ON tasks (owner_id, (coalesce(due_at, 'infinity')), id);
CREATE INDEX IF NOT EXISTS tasks_owner_latest
    ON tasks (owner_id, (coalesce(due_at, '-infinity')), id);
-- For the few of a status among many of another.
CREATE INDEX IF NOT EXISTS tasks_owner_status ON tasks (owner_id, status, created_at, id);

CREATE INDEX IF NOT EXISTS tasks_assignee_updated
    ON tasks (assignee_id, updated_at, id) WHERE assignee_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS tasks_assignee_priority
    ON tasks (assignee_id, priority, id) WHERE assignee_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS tasks_assignee_soonest
    ON tasks (assignee_id, (coalesce(due_at, 'infinity')), id) WHERE assignee_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS tasks_assignee_latest
    ON tasks (assignee_id, (coalesce(due_at, '-infinity')), id) WHERE assignee_id IS NOT NULL;
