-- Baskets of every channel. What is in a basket is a wish: nothing is promised until an order is placed.
CREATE TABLE orders_basket (
    id {uuid} NOT NULL PRIMARY KEY,
    channel TEXT NOT NULL,
    person {uuid},
    visitor {uuid},
    state TEXT NOT NULL,
    order_id {uuid},
    version {int} NOT NULL,
    created_at {time} NOT NULL,
    updated_at {time} NOT NULL
) {strict};
CREATE INDEX orders_basket_person ON orders_basket (person, updated_at) WHERE person IS NOT NULL;
CREATE INDEX orders_basket_visitor ON orders_basket (visitor, updated_at) WHERE visitor IS NOT NULL;

CREATE TABLE orders_basket_line (
    basket {uuid} NOT NULL,
    variant {uuid} NOT NULL,
    id {uuid} NOT NULL,
    quantity {int} NOT NULL CHECK (quantity > 0),
    added_at {time} NOT NULL,
    PRIMARY KEY (basket, variant)
) {clustered};

-- An order: separate axes for its life, its money and its goods. Sums are of the recorded lines and never recomputed.
CREATE TABLE orders_order (
    id {uuid} NOT NULL PRIMARY KEY,
    number TEXT NOT NULL,
    channel TEXT NOT NULL,
    market TEXT NOT NULL,
    seller TEXT NOT NULL,
    basket {uuid},
    person {uuid},
    visitor {uuid},
    till {uuid},
    email TEXT,
    phone TEXT,
    name TEXT,
    lang TEXT NOT NULL,
    currency TEXT NOT NULL,
    rounding TEXT NOT NULL,
    life TEXT NOT NULL,
    payment TEXT NOT NULL,
    fulfilment TEXT NOT NULL,
    delivery_minor {int} NOT NULL,
    delivery_tax_minor {int} NOT NULL,
    delivery_rate_bp {int} NOT NULL,
    total_minor {int} NOT NULL,
    tax_minor {int} NOT NULL,
    placed_at {time} NOT NULL,
    placed_by TEXT NOT NULL,
    payment_due_at {time},
    closed_at {time},
    version {int} NOT NULL
) {strict};
CREATE INDEX orders_order_placed ON orders_order (placed_at, id);
CREATE INDEX orders_order_life ON orders_order (life, placed_at, id);
CREATE INDEX orders_order_channel ON orders_order (channel, placed_at, id);
CREATE INDEX orders_order_person ON orders_order (person, placed_at, id) WHERE person IS NOT NULL;

-- The number that people say: one row per number, for all time.
CREATE TABLE orders_number (
    number TEXT NOT NULL PRIMARY KEY,
    order_id {uuid} NOT NULL
) {clustered};

-- What was ordered: quantity = open + fulfilled + cancelled.
CREATE TABLE orders_line (
    order_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    position {int} NOT NULL,
    variant {uuid} NOT NULL,
    sku TEXT NOT NULL,
    name {json} NOT NULL,
    quantity {int} NOT NULL CHECK (quantity > 0),
    open {int} NOT NULL CHECK (open >= 0),
    fulfilled {int} NOT NULL CHECK (fulfilled >= 0),
    cancelled {int} NOT NULL CHECK (cancelled >= 0),
    unit_minor {int} NOT NULL,
    gross_minor {int} NOT NULL,
    net_minor {int} NOT NULL,
    tax_minor {int} NOT NULL,
    tax_class TEXT NOT NULL,
    tax_rate_bp {int} NOT NULL,
    PRIMARY KEY (order_id, id)
) {clustered};

-- The work of one location for one order. `placed_at` is the order's: boards of a location read by it.
CREATE TABLE orders_fulfilment (
    order_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    location {uuid} NOT NULL,
    mode TEXT NOT NULL,
    state TEXT NOT NULL,
    code TEXT NOT NULL,
    bin TEXT,
    address {json},
    carrier TEXT,
    tracking TEXT,
    placed_at {time} NOT NULL,
    picked_at {time},
    ready_at {time},
    due_at {time},
    closed_at {time},
    PRIMARY KEY (order_id, id)
) {clustered};
CREATE INDEX orders_fulfilment_id ON orders_fulfilment (id);
CREATE INDEX orders_fulfilment_location ON orders_fulfilment (location, placed_at, order_id);
CREATE INDEX orders_fulfilment_queue ON orders_fulfilment (location, state, placed_at) WHERE closed_at IS NULL;

-- Which units of which line a location provides, and the promise in inventory that stands behind them.
CREATE TABLE orders_fulfilment_line (
    order_id {uuid} NOT NULL,
    fulfilment {uuid} NOT NULL,
    line {uuid} NOT NULL,
    reservation {uuid},
    quantity {int} NOT NULL CHECK (quantity > 0),
    picked {int} NOT NULL DEFAULT 0 CHECK (picked >= 0),
    PRIMARY KEY (order_id, fulfilment, line)
) {clustered};

-- Who did what, when; `before` and `after` are codes. Placing is the first entry and stands on the order itself.
CREATE TABLE orders_history (
    order_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    at {time} NOT NULL,
    actor TEXT NOT NULL,
    what TEXT NOT NULL,
    fulfilment {uuid},
    before TEXT,
    after TEXT,
    PRIMARY KEY (order_id, id)
) {clustered};

-- Gapless numbers: the last one taken of each series, taken last in a unit.
CREATE TABLE orders_series (
    series TEXT NOT NULL PRIMARY KEY,
    taken {int} NOT NULL
) {clustered};

-- Receipts as they were printed.
CREATE TABLE orders_receipt (
    order_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    series TEXT NOT NULL,
    number {int} NOT NULL,
    fulfilment {uuid},
    location {uuid} NOT NULL,
    till {uuid},
    issued_at {time} NOT NULL,
    total_minor {int} NOT NULL,
    currency TEXT NOT NULL,
    body {json} NOT NULL,
    PRIMARY KEY (order_id, id)
) {strict};
CREATE INDEX orders_receipt_number ON orders_receipt (series, number);

-- What a market promises its shoppers, as data.
CREATE TABLE orders_policy (
    market TEXT NOT NULL PRIMARY KEY,
    payment_minutes {int} NOT NULL CHECK (payment_minutes > 0),
    keep_days {int} NOT NULL CHECK (keep_days > 0),
    ship_minor {int} NOT NULL CHECK (ship_minor >= 0),
    ship_free_from_minor {int}
) {clustered};
