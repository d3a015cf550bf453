-- Money that is held first and taken when the goods leave. `claimed` was asked of the provider and has not moved yet;
-- `released` is what nobody will take any more. Captured + claimed + released never exceed what was authorised.
ALTER TABLE payments_intent ADD COLUMN capture TEXT NOT NULL DEFAULT 'immediate';
ALTER TABLE payments_intent ADD COLUMN claimed_minor {int} NOT NULL DEFAULT 0 CHECK (claimed_minor >= 0);
ALTER TABLE payments_intent ADD COLUMN released_minor {int} NOT NULL DEFAULT 0 CHECK (released_minor >= 0);
-- Until when the provider holds the money.
ALTER TABLE payments_intent ADD COLUMN expires_at {time};
-- Why a payment was declined, as a code.
ALTER TABLE payments_intent ADD COLUMN decline TEXT;
-- Whose store credit it is.
ALTER TABLE payments_intent ADD COLUMN person {uuid};

ALTER TABLE payments_tender ADD COLUMN person {uuid};

-- A refund goes back to the tender that paid, and `cause` is the caller's key of the whole it is a part of.
ALTER TABLE payments_refund ADD COLUMN tender {uuid};
ALTER TABLE payments_refund ADD COLUMN cause TEXT;
-- Whose store credit it became, if it did not go back the way it came.
ALTER TABLE payments_refund ADD COLUMN person {uuid};
-- From granted to moved, for reports.
ALTER TABLE payments_refund ADD COLUMN took_ms {int};
CREATE INDEX payments_refund_moved ON payments_refund (moved_at);
CREATE INDEX payments_refund_state ON payments_refund (state, granted_at);

CREATE TABLE payments_capture (
    order_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    intent {uuid} NOT NULL,
    cause TEXT NOT NULL,
    why TEXT NOT NULL,
    amount_minor {int} NOT NULL CHECK (amount_minor > 0),
    currency TEXT NOT NULL,
    state TEXT NOT NULL,
    provider_ref TEXT,
    refusal TEXT,
    granted_at {time} NOT NULL,
    moved_at {time},
    PRIMARY KEY (order_id, id)
) {clustered};
CREATE INDEX payments_capture_state ON payments_capture (state, granted_at);

-- Store credit: what we owe a person, per currency. `balance` caches the postings, `held` the part that orders hold.
CREATE TABLE payments_credit (
    person {uuid} NOT NULL,
    currency TEXT NOT NULL,
    balance_minor {int} NOT NULL CHECK (balance_minor >= 0),
    held_minor {int} NOT NULL CHECK (held_minor >= 0 AND held_minor <= balance_minor),
    opened_at {time} NOT NULL,
    changed_at {time} NOT NULL,
    PRIMARY KEY (person, currency)
) {clustered};

-- Never changed, never deleted.
CREATE TABLE payments_posting (
    person {uuid} NOT NULL,
    id {uuid} NOT NULL,
    cause TEXT NOT NULL,
    amount_minor {int} NOT NULL CHECK (amount_minor <> 0),
    currency TEXT NOT NULL,
    order_id {uuid},
    reference TEXT NOT NULL,
    actor TEXT NOT NULL,
    posted_at {time} NOT NULL,
    PRIMARY KEY (person, id)
) {clustered};
