-- What may be promised to whom: shares of channels, policies of places, exclusions, how far a record of stock is trusted,
-- goods that are on their way, transfers, counts.

-- `protected` is what is kept for channels now: the sum over `inventory_quota` of what is left of each share. `ruled` counts
-- those rows; where it is zero the hot path needs no look at them. `doubt` and `seen_day` say how far the record is trusted.
ALTER TABLE inventory_stock ADD COLUMN protected {int} NOT NULL DEFAULT 0 CHECK (protected >= 0);
ALTER TABLE inventory_stock ADD COLUMN ruled {int} NOT NULL DEFAULT 0 CHECK (ruled >= 0);
ALTER TABLE inventory_stock ADD COLUMN doubt {int} NOT NULL DEFAULT 0 CHECK (doubt >= 0);
ALTER TABLE inventory_stock ADD COLUMN seen_day {int} NOT NULL DEFAULT 0;

-- A promise knows through which channel it was made. With a `supply` it is pegged to goods that are on their way and are
-- expected at `promised_at`; `landed` units of it have come and are reserved. When all have, `supply` is empty again and it
-- is a promise of stock like any other.
ALTER TABLE inventory_reservation ADD COLUMN channel TEXT;
ALTER TABLE inventory_reservation ADD COLUMN supply {uuid};
ALTER TABLE inventory_reservation ADD COLUMN landed {int} NOT NULL DEFAULT 0 CHECK (landed >= 0);
ALTER TABLE inventory_reservation ADD COLUMN promised_at {time};
CREATE INDEX inventory_reservation_live ON inventory_reservation (variant, location) WHERE open > 0;

-- What a channel may not touch of a variant at a place (`safety`), and what is kept for it (`protected`). `taken` is what was
-- promised to it since the share was set and not taken back. Written only while the row of stock is ours.
CREATE TABLE inventory_quota (
    variant {uuid} NOT NULL,
    location {uuid} NOT NULL,
    channel TEXT NOT NULL,
    safety {int} NOT NULL CHECK (safety >= 0),
    protected {int} NOT NULL CHECK (protected >= 0),
    taken {int} NOT NULL CHECK (taken >= 0),
    since {time} NOT NULL,
    PRIMARY KEY (variant, location, channel)
) {clustered};

-- What a channel may be promised from a place, whatever the goods. A reference table, as locations are.
CREATE TABLE inventory_policy (
    location {uuid} NOT NULL,
    channel TEXT NOT NULL,
    state TEXT NOT NULL,
    safety {int} NOT NULL CHECK (safety >= 0),
    least_confidence {int} NOT NULL CHECK (least_confidence BETWEEN 0 AND 1000),
    PRIMARY KEY (location, channel)
) {clustered};

-- Whether a channel may be promised goods that are on their way, and how far ahead.
CREATE TABLE inventory_channel (
    channel TEXT NOT NULL PRIMARY KEY,
    ahead TEXT NOT NULL,
    horizon_days {int} NOT NULL CHECK (horizon_days >= 0)
) {clustered};

-- Variants that a channel is not promised. `source` says why: empty for the variant itself, else the category that it is in.
CREATE TABLE inventory_exclusion (
    variant {uuid} NOT NULL,
    channel TEXT NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (variant, channel, source)
) {clustered};
CREATE INDEX inventory_exclusion_source ON inventory_exclusion (source, channel);

CREATE TABLE inventory_excluded_category (
    category {uuid} NOT NULL,
    channel TEXT NOT NULL,
    PRIMARY KEY (category, channel)
) {clustered};

-- Goods that are expected. `received` came, `lost` never will; the rest of `quantity` is still on its way while the state is
-- expected. `promised` caches the open promises that are pegged to it.
CREATE TABLE inventory_supply (
    variant {uuid} NOT NULL,
    id {uuid} NOT NULL,
    location {uuid} NOT NULL,
    origin TEXT NOT NULL,
    reference TEXT NOT NULL,
    transfer {uuid},
    quantity {int} NOT NULL CHECK (quantity >= 0),
    received {int} NOT NULL CHECK (received >= 0),
    lost {int} NOT NULL CHECK (lost >= 0),
    promised {int} NOT NULL CHECK (promised >= 0),
    expected_at {time} NOT NULL,
    state TEXT NOT NULL,
    noted_at {time} NOT NULL,
    version {int} NOT NULL,
    PRIMARY KEY (variant, id)
) {clustered};
CREATE INDEX inventory_supply_id ON inventory_supply (id);
CREATE INDEX inventory_supply_expected ON inventory_supply (location, expected_at) WHERE state = 'expected';

-- Goods that go from one of our places to another.
CREATE TABLE inventory_transfer (
    id {uuid} NOT NULL PRIMARY KEY,
    source {uuid} NOT NULL,
    destination {uuid} NOT NULL,
    state TEXT NOT NULL,
    note TEXT,
    requested_by TEXT NOT NULL,
    requested_at {time} NOT NULL,
    sent_at {time},
    expected_at {time},
    closed_at {time},
    version {int} NOT NULL
) {clustered};
CREATE INDEX inventory_transfer_source ON inventory_transfer (source, requested_at);
CREATE INDEX inventory_transfer_destination ON inventory_transfer (destination, requested_at);

-- `sent_move` and `received_move` are the movements that carried the goods, `difference_move` the one that tells what was
-- lost, or found beyond what was sent.
CREATE TABLE inventory_transfer_line (
    transfer {uuid} NOT NULL,
    variant {uuid} NOT NULL,
    requested {int} NOT NULL CHECK (requested >= 0),
    sent {int} NOT NULL CHECK (sent >= 0),
    received {int} NOT NULL CHECK (received >= 0),
    supply {uuid},
    sent_move {uuid},
    received_move {uuid},
    difference_move {uuid},
    PRIMARY KEY (transfer, variant)
) {clustered};

-- A round of counting at a place. The store stays open: each line says when somebody looked.
CREATE TABLE inventory_count (
    id {uuid} NOT NULL PRIMARY KEY,
    location {uuid} NOT NULL,
    name TEXT NOT NULL,
    state TEXT NOT NULL,
    opened_by TEXT NOT NULL,
    opened_at {time} NOT NULL,
    closed_at {time},
    version {int} NOT NULL
) {clustered};
CREATE INDEX inventory_count_location ON inventory_count (location, opened_at);

-- `counted` is empty as long as nobody has looked. `difference` is what the count changed, `round` how often it was counted.
CREATE TABLE inventory_count_line (
    count {uuid} NOT NULL,
    variant {uuid} NOT NULL,
    counted {int},
    difference {int} NOT NULL,
    round {int} NOT NULL,
    counted_by TEXT,
    counted_at {time},
    movement {uuid},
    PRIMARY KEY (count, variant)
) {clustered};
