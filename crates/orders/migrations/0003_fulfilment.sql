-- The work of a location in finer steps: who took it, where a transfer goes, which clock runs.
ALTER TABLE orders_fulfilment ADD COLUMN accepted_at {time};
ALTER TABLE orders_fulfilment ADD COLUMN parent {uuid};
ALTER TABLE orders_fulfilment ADD COLUMN destination {uuid};
ALTER TABLE orders_fulfilment ADD COLUMN clock TEXT;
ALTER TABLE orders_fulfilment ADD COLUMN clock_due_at {time};
CREATE INDEX orders_fulfilment_coming ON orders_fulfilment (destination, state) WHERE destination IS NOT NULL AND closed_at IS NULL;

-- Somebody else came for the goods: who, with which receipt.
CREATE TABLE orders_proxy (
    order_id {uuid} NOT NULL,
    receipt {uuid} NOT NULL,
    fulfilment {uuid} NOT NULL,
    name TEXT NOT NULL,
    at {time} NOT NULL,
    PRIMARY KEY (order_id, receipt)
) {clustered};

-- Policies as data, a row for each version. A draft may be tried on past orders; one version of a kind is active.
CREATE TABLE orders_rulebook (
    market TEXT NOT NULL,
    kind TEXT NOT NULL,
    version {int} NOT NULL,
    state TEXT NOT NULL,
    body {json} NOT NULL,
    note TEXT NOT NULL,
    saved_by TEXT NOT NULL,
    saved_at {time} NOT NULL,
    activated_by TEXT,
    activated_at {time},
    PRIMARY KEY (market, kind, version)
) {clustered};
CREATE UNIQUE INDEX orders_rulebook_active ON orders_rulebook (market, kind) WHERE state = 'active';

-- Why the goods of an order are taken from where they are: what was asked, what was answered, under which policy.
CREATE TABLE orders_plan (
    order_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    cause TEXT NOT NULL,
    policy_version {int} NOT NULL,
    outcome TEXT NOT NULL,
    digest TEXT NOT NULL,
    request {json} NOT NULL,
    explanation {json} NOT NULL,
    at {time} NOT NULL,
    PRIMARY KEY (order_id, id)
) {strict};
CREATE INDEX orders_plan_at ON orders_plan (at, id);

-- What needs a person, with an owner and a timer.
CREATE TABLE orders_exception (
    order_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    kind TEXT NOT NULL,
    fulfilment {uuid},
    location {uuid},
    state TEXT NOT NULL,
    detail TEXT NOT NULL,
    owner {uuid},
    opened_at {time} NOT NULL,
    due_at {time} NOT NULL,
    escalated_at {time},
    escalated_to TEXT,
    solved_at {time},
    solved_by TEXT,
    note TEXT,
    PRIMARY KEY (order_id, id)
) {clustered};
CREATE INDEX orders_exception_id ON orders_exception (id);
CREATE INDEX orders_exception_open ON orders_exception (due_at, id) WHERE solved_at IS NULL;

-- Work of a location that is picked in one walk.
CREATE TABLE orders_wave (
    id {uuid} NOT NULL PRIMARY KEY,
    location {uuid} NOT NULL,
    state TEXT NOT NULL,
    picker {uuid},
    opened_by TEXT NOT NULL,
    opened_at {time} NOT NULL,
    closed_at {time}
) {strict};
CREATE INDEX orders_wave_location ON orders_wave (location, opened_at) WHERE closed_at IS NULL;
ALTER TABLE orders_fulfilment ADD COLUMN wave {uuid};
CREATE INDEX orders_fulfilment_wave ON orders_fulfilment (wave) WHERE wave IS NOT NULL;
