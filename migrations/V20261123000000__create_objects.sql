-- What lies in the bucket: every object has a row before its first byte is sent, and keeps one
-- until the bucket has none of it. So whatever a crash leaves behind is found here.

CREATE TABLE objects (
    id uuid PRIMARY KEY,
    -- pending: being uploaded. stored: in use. archived: to be moved below archived/, where the
    -- bucket's lifecycle rule deletes it later. deleted: to be deleted now.
    state text NOT NULL CHECK (state IN ('pending', 'stored', 'archived', 'deleted')),
    -- the multipart upload, if there is one
    upload_id text,
    content_type text NOT NULL,
    size_bytes bigint CHECK (size_bytes >= 0),
    -- SHA-256 of the content
    sha256 bytea CHECK (octet_length(sha256) = 32),
    changed_at timestamptz NOT NULL DEFAULT now(),
    CHECK (state <> 'stored' OR (size_bytes IS NOT NULL AND sha256 IS NOT NULL))
);

-- Small: stored objects, which are nearly all, are not in it.
CREATE INDEX objects_to_sweep ON objects (changed_at) WHERE state <> 'stored';

CREATE TABLE attachments (
    id uuid PRIMARY KEY,
    task_id uuid NOT NULL REFERENCES tasks ON DELETE CASCADE,
    object_id uuid NOT NULL UNIQUE REFERENCES objects,
    filename text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX attachments_task ON attachments (task_id, created_at, id);

ALTER TABLE users ADD COLUMN image_id uuid UNIQUE REFERENCES objects;

-- In the database, so that no way of deleting a task or a user forgets what lies in the bucket:
-- attachments go to the archive, the profile image goes for good.
CREATE FUNCTION archive_attachment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE objects SET state = 'archived', changed_at = now() WHERE id = OLD.object_id;
    RETURN NULL;
END
$$;

CREATE TRIGGER attachment_deleted AFTER DELETE ON attachments
    FOR EACH ROW EXECUTE FUNCTION archive_attachment();

CREATE FUNCTION discard_image() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE objects SET state = 'deleted', changed_at = now() WHERE id = OLD.image_id;
    RETURN NULL;
END
$$;

CREATE TRIGGER image_deleted AFTER DELETE ON users
    FOR EACH ROW WHEN (OLD.image_id IS NOT NULL) EXECUTE FUNCTION discard_image();

CREATE TRIGGER image_replaced AFTER UPDATE OF image_id ON users
    FOR EACH ROW WHEN (OLD.image_id IS DISTINCT FROM NEW.image_id AND OLD.image_id IS NOT NULL)
    EXECUTE FUNCTION discard_image();
