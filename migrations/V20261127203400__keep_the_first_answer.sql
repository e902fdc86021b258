-- What a request with an Idempotency-Key was answered first, so that a repetition is told the same
-- whatever happened since. Null where a version of the service wrote the key that keeps none.

SET LOCAL lock_timeout = '3s';

ALTER TABLE idempotency_keys ADD COLUMN answer text;
