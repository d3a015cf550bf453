-- Places that hold stock. A reference table: small, read everywhere, copied to every shard and every node's memory.
CREATE TABLE inventory_location (
    id {uuid} NOT NULL PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    seller TEXT NOT NULL,
    state TEXT NOT NULL,
    street TEXT NOT NULL,
    postcode TEXT NOT NULL,
    city TEXT NOT NULL,
    country TEXT NOT NULL,
    -- Millionths of a degree: exact in both databases, eleven centimetres on the ground.
    lat_micro {int},
    lon_micro {int},
    zone TEXT NOT NULL,
    hours {json} NOT NULL,
    capabilities {json} NOT NULL,
    phone TEXT,
    version {int} NOT NULL
) {strict};

-- Units of one variant at one location. `on_hand` caches the movements and may fall below `reserved`, even below zero, when
-- a fact takes promised goods: a shortfall, never a refusal. `reserved` caches the live promises, `unavailable` the buckets.
CREATE TABLE inventory_stock (
    variant {uuid} NOT NULL,
    location {uuid} NOT NULL,
    on_hand {int} NOT NULL DEFAULT 0,
    unavailable {int} NOT NULL DEFAULT 0 CHECK (unavailable >= 0),
    safety {int} NOT NULL DEFAULT 0 CHECK (safety >= 0),
    reserved {int} NOT NULL DEFAULT 0 CHECK (reserved >= 0),
    version {int} NOT NULL,
    PRIMARY KEY (variant, location)
) {clustered};
CREATE INDEX inventory_stock_location ON inventory_stock (location, variant);

-- Pieces that lie there but cannot be sold, by reason.
CREATE TABLE inventory_bucket (
    variant {uuid} NOT NULL,
    location {uuid} NOT NULL,
    bucket TEXT NOT NULL,
    units {int} NOT NULL CHECK (units >= 0),
    PRIMARY KEY (variant, location, bucket)
) {clustered};

-- What happened to the goods, for ever. `delta` changed `on_hand`; `set_aside` changed a bucket. `happened_at` is when it
-- happened in the world, `recorded_at` when we were told; `version` is the version of the stock row that came of it.
CREATE TABLE inventory_movement (
    variant {uuid} NOT NULL,
    id {uuid} NOT NULL,
    location {uuid} NOT NULL,
    delta {int} NOT NULL,
    stated {int} NOT NULL,
    counted {int},
    bucket TEXT,
    set_aside {int} NOT NULL,
    on_hand {int} NOT NULL,
    version {int} NOT NULL,
    cause TEXT NOT NULL,
    reference TEXT,
    reservation {uuid},
    actor TEXT NOT NULL,
    happened_at {time} NOT NULL,
    recorded_at {time} NOT NULL,
    PRIMARY KEY (variant, id)
) {strict};
CREATE INDEX inventory_movement_cell ON inventory_movement (variant, location, version);
CREATE INDEX inventory_movement_recorded ON inventory_movement (variant, recorded_at, id);

-- Promises. `open` is what is still promised, `fulfilled` what left the building; the rest of `quantity` was released.
CREATE TABLE inventory_reservation (
    variant {uuid} NOT NULL,
    id {uuid} NOT NULL,
    location {uuid} NOT NULL,
    quantity {int} NOT NULL CHECK (quantity > 0),
    open {int} NOT NULL CHECK (open >= 0),
    fulfilled {int} NOT NULL CHECK (fulfilled >= 0),
    state TEXT NOT NULL,
    holder TEXT NOT NULL,
    person {uuid},
    code TEXT,
    expires_at {time},
    reserved_at {time} NOT NULL,
    PRIMARY KEY (variant, id)
) {clustered};
CREATE INDEX inventory_reservation_id ON inventory_reservation (id);
CREATE INDEX inventory_reservation_holder ON inventory_reservation (holder);
CREATE INDEX inventory_reservation_code ON inventory_reservation (location, code) WHERE code IS NOT NULL;

-- Promised goods that a fact took: one row per episode, keyed by the version of the stock row that opened it.
CREATE TABLE inventory_shortfall (
    variant {uuid} NOT NULL,
    location {uuid} NOT NULL,
    version {int} NOT NULL,
    units {int} NOT NULL,
    worst {int} NOT NULL,
    opened_at {time} NOT NULL,
    closed_at {time},
    PRIMARY KEY (variant, location, version)
) {clustered};
CREATE INDEX inventory_shortfall_open ON inventory_shortfall (opened_at) WHERE closed_at IS NULL;
