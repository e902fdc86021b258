-- Whatever changes a task moves its version, also a key that sets its assignee to null; and what goes
-- away leaves a note, so that a client that keeps a copy learns of it.

-- Triggers lock their table for a moment. Better to try again than to make writers wait.
SET LOCAL lock_timeout = '3s';

CREATE FUNCTION move_task_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.version := OLD.version + 1;
    NEW.updated_at := now();
    RETURN NEW;
END
$$;

-- For every statement that does not do it itself.
CREATE TRIGGER tasks_move_version BEFORE UPDATE ON tasks
    FOR EACH ROW WHEN (NEW.version = OLD.version) EXECUTE FUNCTION move_task_version();

-- Attachments belong to what is shown of a task.
CREATE FUNCTION touch_task() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- No row where the task itself is being deleted.
    UPDATE tasks SET version = version WHERE id = coalesce(NEW.task_id, OLD.task_id);
    RETURN NULL;
END
$$;

CREATE TRIGGER attachments_touch_task AFTER INSERT OR DELETE ON attachments
    FOR EACH ROW EXECUTE FUNCTION touch_task();

-- Without foreign keys: a user who is being deleted must not keep others from deleting a task.
CREATE TABLE task_tombstones (
    -- who saw the task
    user_id uuid NOT NULL,
    task_id uuid NOT NULL,
    gone_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, task_id)
);

CREATE INDEX task_tombstones_time ON task_tombstones (user_id, gone_at, task_id);

CREATE FUNCTION bury_task(whose uuid, which uuid) RETURNS void LANGUAGE sql AS $$
    DELETE FROM task_tombstones WHERE user_id = whose AND gone_at < now() - interval '30 days';
    INSERT INTO task_tombstones (user_id, task_id)
    SELECT whose, which WHERE EXISTS (SELECT FROM users WHERE id = whose)
    ON CONFLICT (user_id, task_id) DO UPDATE SET gone_at = excluded.gone_at;
$$;

CREATE FUNCTION bury_deleted_task() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM bury_task(OLD.owner_id, OLD.id);
    IF OLD.assignee_id <> OLD.owner_id THEN
        PERFORM bury_task(OLD.assignee_id, OLD.id);
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER tasks_bury AFTER DELETE ON tasks
    FOR EACH ROW EXECUTE FUNCTION bury_deleted_task();

CREATE FUNCTION bury_assigned_task() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.assignee_id <> OLD.owner_id THEN
        PERFORM bury_task(OLD.assignee_id, OLD.id);
    END IF;
    DELETE FROM task_tombstones WHERE user_id = NEW.assignee_id AND task_id = NEW.id;
    RETURN NULL;
END
$$;

CREATE TRIGGER tasks_bury_assigned AFTER UPDATE ON tasks
    FOR EACH ROW WHEN (OLD.assignee_id IS DISTINCT FROM NEW.assignee_id)
    EXECUTE FUNCTION bury_assigned_task();

CREATE FUNCTION forget_tombstones() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM task_tombstones WHERE user_id = OLD.id;
    RETURN NULL;
END
$$;

CREATE TRIGGER users_forget_tombstones AFTER DELETE ON users
    FOR EACH ROW EXECUTE FUNCTION forget_tombstones();
