-- What comes back. A line: units that are announced, units that were accepted, what those were worth as recorded, and what
-- was taken off its price afterwards. expected + returned never exceed what has left.
ALTER TABLE orders_line ADD COLUMN expected {int} NOT NULL DEFAULT 0 CHECK (expected >= 0);
ALTER TABLE orders_line ADD COLUMN returned {int} NOT NULL DEFAULT 0 CHECK (returned >= 0);
ALTER TABLE orders_line ADD COLUMN returned_minor {int} NOT NULL DEFAULT 0 CHECK (returned_minor >= 0);
ALTER TABLE orders_line ADD COLUMN returned_tax_minor {int} NOT NULL DEFAULT 0 CHECK (returned_tax_minor >= 0);
ALTER TABLE orders_line ADD COLUMN reduced_minor {int} NOT NULL DEFAULT 0 CHECK (reduced_minor >= 0);
ALTER TABLE orders_line ADD COLUMN reduced_tax_minor {int} NOT NULL DEFAULT 0 CHECK (reduced_tax_minor >= 0);

-- The part of the delivery that went back with the goods.
ALTER TABLE orders_order ADD COLUMN delivery_back_minor {int} NOT NULL DEFAULT 0 CHECK (delivery_back_minor >= 0);
ALTER TABLE orders_order ADD COLUMN delivery_back_tax_minor {int} NOT NULL DEFAULT 0 CHECK (delivery_back_tax_minor >= 0);

-- What a market promises after the sale, as data: told and applied alike in every channel.
CREATE TABLE orders_return_policy (
    market TEXT NOT NULL PRIMARY KEY,
    withdrawal_days {int} NOT NULL CHECK (withdrawal_days > 0),
    transit_days {int} NOT NULL CHECK (transit_days >= 0),
    goodwill_days {int} NOT NULL CHECK (goodwill_days >= 0),
    send_days {int} NOT NULL CHECK (send_days > 0),
    parcel_paid_by TEXT NOT NULL,
    standard_delivery_minor {int} CHECK (standard_delivery_minor >= 0),
    answer_days {int} NOT NULL CHECK (answer_days > 0),
    excluded {json} NOT NULL,
    version {int} NOT NULL
) {clustered};

-- Goods on their way back, and what became of them. `number` is that of the corrective document, gapless in its series.
CREATE TABLE orders_return (
    order_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    code TEXT NOT NULL,
    state TEXT NOT NULL,
    basis TEXT NOT NULL,
    way TEXT NOT NULL,
    location {uuid},
    opened_at {time} NOT NULL,
    opened_by TEXT NOT NULL,
    due_at {time} NOT NULL,
    received_at {time},
    decided_at {time},
    decided_by TEXT,
    refusal TEXT,
    currency TEXT NOT NULL,
    gross_minor {int} NOT NULL DEFAULT 0 CHECK (gross_minor >= 0),
    tax_minor {int} NOT NULL DEFAULT 0 CHECK (tax_minor >= 0),
    delivery_minor {int} NOT NULL DEFAULT 0 CHECK (delivery_minor >= 0),
    delivery_tax_minor {int} NOT NULL DEFAULT 0 CHECK (delivery_tax_minor >= 0),
    refund_minor {int} NOT NULL DEFAULT 0 CHECK (refund_minor >= 0),
    refunded_at {time},
    series TEXT,
    number {int},
    document TEXT,
    PRIMARY KEY (order_id, id)
) {clustered};
CREATE INDEX orders_return_id ON orders_return (id);
CREATE INDEX orders_return_opened ON orders_return (opened_at, id);
CREATE INDEX orders_return_state ON orders_return (state, opened_at, id);
CREATE INDEX orders_return_number ON orders_return (series, number) WHERE series IS NOT NULL;

-- The code that people say and write on the parcel: one row per code, for all time.
CREATE TABLE orders_return_code (
    code TEXT NOT NULL PRIMARY KEY,
    order_id {uuid} NOT NULL,
    return_id {uuid} NOT NULL
) {clustered};

-- quantity was announced, received came, accepted was taken back for money.
CREATE TABLE orders_return_line (
    order_id {uuid} NOT NULL,
    return_id {uuid} NOT NULL,
    line {uuid} NOT NULL,
    reason TEXT NOT NULL,
    quantity {int} NOT NULL CHECK (quantity > 0),
    received {int} NOT NULL DEFAULT 0 CHECK (received >= 0),
    accepted {int} NOT NULL DEFAULT 0 CHECK (accepted >= 0),
    gross_minor {int} NOT NULL DEFAULT 0 CHECK (gross_minor >= 0),
    tax_minor {int} NOT NULL DEFAULT 0 CHECK (tax_minor >= 0),
    PRIMARY KEY (order_id, return_id, line)
) {clustered};

-- What became of accepted units.
CREATE TABLE orders_return_part (
    order_id {uuid} NOT NULL,
    return_id {uuid} NOT NULL,
    line {uuid} NOT NULL,
    disposition TEXT NOT NULL,
    quantity {int} NOT NULL CHECK (quantity > 0),
    PRIMARY KEY (order_id, return_id, line, disposition)
) {clustered};

-- The refunds that a return started.
CREATE TABLE orders_return_refund (
    order_id {uuid} NOT NULL,
    return_id {uuid} NOT NULL,
    refund {uuid} NOT NULL,
    amount_minor {int} NOT NULL CHECK (amount_minor > 0),
    PRIMARY KEY (order_id, return_id, refund)
) {clustered};

-- Tills look for what somebody bought by phone or e-mail.
CREATE INDEX orders_order_phone ON orders_order (phone, placed_at) WHERE phone IS NOT NULL;
CREATE INDEX orders_order_email ON orders_order (email, placed_at) WHERE email IS NOT NULL;

-- What was changed after placement, as it was asked for. Nothing that is recorded is rewritten: units are cancelled, lines are
-- added. A row is written once.
CREATE TABLE orders_change (
    order_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    kind TEXT NOT NULL,
    body {json} NOT NULL,
    difference_minor {int} NOT NULL,
    refund_minor {int} NOT NULL CHECK (refund_minor >= 0),
    due_minor {int} NOT NULL CHECK (due_minor >= 0),
    at {time} NOT NULL,
    actor TEXT NOT NULL,
    PRIMARY KEY (order_id, id)
) {strict};

-- Lines that were not ordered at first: which change brought them, and what they stand for.
CREATE TABLE orders_added_line (
    order_id {uuid} NOT NULL,
    line {uuid} NOT NULL,
    change {uuid} NOT NULL,
    replaces {uuid},
    PRIMARY KEY (order_id, line)
) {clustered};

-- Goods that are not as agreed. `answer_due_at` is the last moment to answer; `lapsed_at` says that nobody did, and what was
-- asked is agreed to by law. `reduced_minor` was taken off the price of the line.
CREATE TABLE orders_complaint (
    order_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    code TEXT NOT NULL,
    state TEXT NOT NULL,
    line {uuid} NOT NULL,
    quantity {int} NOT NULL CHECK (quantity > 0),
    what TEXT NOT NULL,
    since TEXT NOT NULL,
    demand TEXT NOT NULL,
    amount_minor {int} CHECK (amount_minor > 0),
    currency TEXT NOT NULL,
    photos {json} NOT NULL,
    opened_at {time} NOT NULL,
    opened_by TEXT NOT NULL,
    answer_due_at {time} NOT NULL,
    warned_at {time},
    remedy TEXT,
    refusal TEXT,
    note TEXT NOT NULL,
    answered_at {time},
    answered_by TEXT,
    lapsed_at {time},
    reduced_minor {int} NOT NULL DEFAULT 0 CHECK (reduced_minor >= 0),
    reduced_tax_minor {int} NOT NULL DEFAULT 0 CHECK (reduced_tax_minor >= 0),
    back {uuid},
    settled_at {time},
    PRIMARY KEY (order_id, id)
) {strict};
CREATE INDEX orders_complaint_id ON orders_complaint (id);
CREATE INDEX orders_complaint_opened ON orders_complaint (opened_at, id);
CREATE INDEX orders_complaint_waiting ON orders_complaint (answer_due_at, id) WHERE state = 'open';

CREATE TABLE orders_complaint_code (
    code TEXT NOT NULL PRIMARY KEY,
    order_id {uuid} NOT NULL,
    complaint {uuid} NOT NULL
) {clustered};
