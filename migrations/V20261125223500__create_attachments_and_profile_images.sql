-- Files in the bucket: attachments of tasks, profile images, and objects that belong to neither.
--
-- Every object under `tasks/` and `users/` is named in exactly one row: of attachments, of
-- profile_images, or of loose_objects. So none is ever looked for in the bucket, which the service
-- may not list.

-- The foreign keys lock tasks and users for a moment. Better to try again than to make writers wait.
SET LOCAL lock_timeout = '3s';

CREATE TABLE attachments (
    id uuid PRIMARY KEY,
    task_id uuid NOT NULL REFERENCES tasks ON DELETE CASCADE,
    -- where the bytes are; made of ids, never of a name
    object_key text NOT NULL UNIQUE,
    name text NOT NULL,
    media_type text NOT NULL,
    size_bytes bigint NOT NULL CHECK (size_bytes >= 0),
    sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX attachments_task ON attachments (task_id, created_at, id);

-- One for all images: an image that is deleted and put again has a version that nobody saw.
CREATE SEQUENCE profile_image_versions;

CREATE TABLE profile_images (
    user_id uuid PRIMARY KEY REFERENCES users ON DELETE CASCADE,
    object_key text NOT NULL UNIQUE,
    media_type text NOT NULL,
    size_bytes bigint NOT NULL CHECK (size_bytes >= 0),
    sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
    version bigint NOT NULL DEFAULT nextval('profile_image_versions'),
    updated_at timestamptz NOT NULL DEFAULT now()
);

-- Objects that nothing refers to: not yet, while an upload goes on, or no longer. An upload moves
-- due_at on for as long as it lives; what is due is removed.
CREATE TABLE loose_objects (
    object_key text PRIMARY KEY,
    -- a multipart upload to this key that may be open
    upload_id text,
    -- whether it is copied below archived/ before it is deleted
    archive boolean NOT NULL DEFAULT false,
    due_at timestamptz NOT NULL DEFAULT now(),
    -- how often somebody set about removing it; nothing may refer to it from the first time on
    attempts integer NOT NULL DEFAULT 0
);

CREATE INDEX loose_objects_due ON loose_objects (due_at);

-- Triggers, so that whatever deletes a task or a user leaves no object behind: also an instance of
-- the version before, which knows nothing of files.

CREATE FUNCTION loosen_attachment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Where the task is gone too, the attachment was not deleted for its own sake.
    INSERT INTO loose_objects (object_key, archive)
    VALUES (OLD.object_key, NOT EXISTS (SELECT FROM tasks WHERE id = OLD.task_id));
    RETURN NULL;
END
$$;

CREATE TRIGGER attachments_loosen AFTER DELETE ON attachments
    FOR EACH ROW EXECUTE FUNCTION loosen_attachment();

CREATE FUNCTION loosen_profile_image() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO loose_objects (object_key) VALUES (OLD.object_key);
    RETURN NULL;
END
$$;

CREATE TRIGGER profile_images_loosen AFTER DELETE ON profile_images
    FOR EACH ROW EXECUTE FUNCTION loosen_profile_image();

CREATE TRIGGER profile_images_replace AFTER UPDATE OF object_key ON profile_images
    FOR EACH ROW WHEN (OLD.object_key <> NEW.object_key) EXECUTE FUNCTION loosen_profile_image();
