CREATE TABLE prices (
    sku text PRIMARY KEY,
    cents bigint NOT NULL CHECK (cents >= 0)
);

CREATE TABLE orders (
    id uuid PRIMARY KEY,
    customer text NOT NULL,
    total_cents bigint NOT NULL,
    -- What is published of it, as JSON.
    event text NOT NULL,
    placed_at timestamptz NOT NULL DEFAULT now(),
    published_at timestamptz
);

CREATE INDEX unpublished ON orders (placed_at) WHERE published_at IS NULL;

-- One row for each order that the nightly job has counted, however often it was told of it.
CREATE TABLE tally (
    order_id uuid PRIMARY KEY,
    day text NOT NULL,
    total_cents bigint NOT NULL
);
