-- How points are earned, from a moment on. Append-only: what was earned under an old rule stays as it was.
CREATE TABLE loyalty_policy (
    currency TEXT NOT NULL,
    valid_from {time} NOT NULL,
    points_per_unit {int} NOT NULL CHECK (points_per_unit >= 0),
    delay_days {int} NOT NULL CHECK (delay_days >= 0),
    PRIMARY KEY (currency, valid_from)
) {strict};
-- One point for each full zloty, to be spent when the fourteen days of withdrawal are over.
INSERT INTO loyalty_policy (currency, valid_from, points_per_unit, delay_days)
VALUES ('PLN', '2000-01-01T00:00:00.000Z', 1, 14);

-- One per person. `spendable` and `pending` cache what remains in the lots; together they are the sum of the postings.
CREATE TABLE loyalty_wallet (
    person {uuid} NOT NULL PRIMARY KEY,
    spendable {int} NOT NULL CHECK (spendable >= 0),
    pending {int} NOT NULL CHECK (pending >= 0),
    opened_at {time} NOT NULL,
    changed_at {time} NOT NULL
) {strict};

-- What was paid for an order and what it earned; one row for each fact that said so. Kept by order: whoever brings
-- the goods back shows the order, not the person.
CREATE TABLE loyalty_earning (
    order_id {uuid} NOT NULL,
    reference {uuid} NOT NULL,
    person {uuid} NOT NULL,
    currency TEXT NOT NULL,
    paid_minor {int} NOT NULL,
    points {int} NOT NULL CHECK (points >= 0),
    earned_at {time} NOT NULL,
    spendable_at {time} NOT NULL,
    PRIMARY KEY (order_id, reference)
) {strict};

-- The points of one order line. `remaining` can be spent from `ripened_at` on; `reversed` went back with the goods.
CREATE TABLE loyalty_lot (
    person {uuid} NOT NULL,
    id {uuid} NOT NULL,
    order_id {uuid} NOT NULL,
    reference {uuid} NOT NULL,
    line {uuid} NOT NULL,
    earned {int} NOT NULL CHECK (earned > 0),
    remaining {int} NOT NULL CHECK (remaining >= 0),
    reversed {int} NOT NULL DEFAULT 0 CHECK (reversed >= 0),
    earned_at {time} NOT NULL,
    spendable_at {time} NOT NULL,
    ripened_at {time},
    reversed_at {time},
    PRIMARY KEY (person, id)
) {strict};
CREATE INDEX loyalty_lot_order ON loyalty_lot (person, order_id);
CREATE INDEX loyalty_lot_pending ON loyalty_lot (person, spendable_at) WHERE ripened_at IS NULL;

-- Every change of the balance, for ever.
CREATE TABLE loyalty_posting (
    person {uuid} NOT NULL,
    id {uuid} NOT NULL,
    lot {uuid} NOT NULL,
    order_id {uuid} NOT NULL,
    line {uuid} NOT NULL,
    kind TEXT NOT NULL,
    points {int} NOT NULL,
    reference {uuid} NOT NULL,
    posted_at {time} NOT NULL,
    PRIMARY KEY (person, id)
) {strict};
CREATE INDEX loyalty_posting_when ON loyalty_posting (person, posted_at, id);
