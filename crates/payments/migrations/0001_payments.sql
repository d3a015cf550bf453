-- Three facts about money stand apart: what is owed (an intent), what was granted (a tender that was accepted, a refund that
-- was promised) and what moved (a transaction). The sums on the intent cache the transactions; `payments::audit` recomputes
-- them. Everything is keyed by order first.

CREATE TABLE payments_intent (
    order_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    method TEXT NOT NULL,
    state TEXT NOT NULL,
    amount_minor {int} NOT NULL CHECK (amount_minor > 0),
    currency TEXT NOT NULL,
    authorised_minor {int} NOT NULL DEFAULT 0 CHECK (authorised_minor >= 0),
    captured_minor {int} NOT NULL DEFAULT 0 CHECK (captured_minor >= 0),
    granted_minor {int} NOT NULL DEFAULT 0 CHECK (granted_minor >= 0),
    refunded_minor {int} NOT NULL DEFAULT 0 CHECK (refunded_minor >= 0),
    provider TEXT,
    provider_ref TEXT,
    redirect_url TEXT,
    return_url TEXT,
    created_at {time} NOT NULL,
    updated_at {time} NOT NULL,
    version {int} NOT NULL,
    PRIMARY KEY (order_id, id)
) {clustered};
-- Callbacks and the routes of the API know the intent alone.
CREATE INDEX payments_intent_id ON payments_intent (id);

CREATE TABLE payments_tender (
    order_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    intent {uuid} NOT NULL,
    method TEXT NOT NULL,
    amount_minor {int} NOT NULL CHECK (amount_minor > 0),
    given_minor {int},
    change_minor {int} NOT NULL DEFAULT 0 CHECK (change_minor >= 0),
    currency TEXT NOT NULL,
    till {uuid},
    location {uuid},
    reference TEXT,
    taken_at {time} NOT NULL,
    PRIMARY KEY (order_id, id)
) {clustered};

-- `reference` is what the other side calls the movement, so that a second report of it is recognised.
CREATE TABLE payments_transaction (
    order_id {uuid} NOT NULL,
    intent {uuid} NOT NULL,
    kind TEXT NOT NULL,
    reference TEXT NOT NULL,
    amount_minor {int} NOT NULL CHECK (amount_minor >= 0),
    currency TEXT NOT NULL,
    happened_at {time} NOT NULL,
    recorded_at {time} NOT NULL,
    PRIMARY KEY (order_id, intent, kind, reference)
) {clustered};

CREATE TABLE payments_refund (
    order_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    intent {uuid} NOT NULL,
    amount_minor {int} NOT NULL CHECK (amount_minor > 0),
    currency TEXT NOT NULL,
    reason TEXT NOT NULL,
    state TEXT NOT NULL,
    provider_ref TEXT,
    granted_at {time} NOT NULL,
    moved_at {time},
    PRIMARY KEY (order_id, id)
) {clustered};

-- Which payment of a provider is which intent: one row per payment, for all time.
CREATE TABLE payments_reference (
    provider TEXT NOT NULL,
    reference TEXT NOT NULL,
    order_id {uuid} NOT NULL,
    intent {uuid} NOT NULL,
    PRIMARY KEY (provider, reference)
) {clustered};

-- Callbacks as they came. The id is made of the content, so the same bytes are stored once.
CREATE TABLE payments_callback (
    id {uuid} NOT NULL PRIMARY KEY,
    provider TEXT NOT NULL,
    headers {json} NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    received_at {time} NOT NULL,
    worked_at {time}
) {strict};
CREATE INDEX payments_callback_state ON payments_callback (state, received_at);

-- Events of providers whose signature was right. A forged callback cannot take the place of a true one, because it never
-- gets here.
CREATE TABLE payments_heard (
    provider TEXT NOT NULL,
    event TEXT NOT NULL,
    callback {uuid} NOT NULL,
    heard_at {time} NOT NULL,
    PRIMARY KEY (provider, event)
) {clustered};
