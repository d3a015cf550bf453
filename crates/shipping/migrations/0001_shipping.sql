-- How a market brings goods to its shoppers, as data: which carrier, to the door or to a locker, for how much.
CREATE TABLE shipping_service (
    market TEXT NOT NULL,
    code TEXT NOT NULL,
    carrier TEXT NOT NULL,
    kind TEXT NOT NULL,
    name {json} NOT NULL,
    fee_minor {int} NOT NULL CHECK (fee_minor >= 0),
    free_from_minor {int},
    currency TEXT NOT NULL,
    position {int} NOT NULL,
    state TEXT NOT NULL,
    PRIMARY KEY (market, code)
) {clustered};

-- What we know of a carrier's network, so that a silent carrier does not stop a checkout.
CREATE TABLE shipping_network (
    carrier TEXT NOT NULL PRIMARY KEY,
    asked_at {time},
    stored_at {time}
) {clustered};

CREATE TABLE shipping_point (
    carrier TEXT NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    street TEXT NOT NULL,
    postcode TEXT NOT NULL,
    city TEXT NOT NULL,
    country TEXT NOT NULL,
    lat_micro {int} NOT NULL,
    lon_micro {int} NOT NULL,
    hint TEXT NOT NULL,
    closed_at {time},
    PRIMARY KEY (carrier, code)
) {clustered};
CREATE INDEX shipping_point_place ON shipping_point (carrier, lat_micro, lon_micro);

-- What travels for one fulfilment. The state caches the ledger of tracks; `shipping::audit` recomputes it.
CREATE TABLE shipping_shipment (
    order_id {uuid} NOT NULL,
    id {uuid} NOT NULL,
    fulfilment {uuid} NOT NULL,
    location {uuid} NOT NULL,
    carrier TEXT NOT NULL,
    service TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    reference TEXT NOT NULL,
    sender {json} NOT NULL,
    receiver {json} NOT NULL,
    point TEXT,
    parcels {json} NOT NULL,
    carrier_ref TEXT,
    tracking TEXT,
    tracking_url TEXT,
    tries {int} NOT NULL DEFAULT 0 CHECK (tries >= 0),
    reason TEXT,
    requested_by TEXT NOT NULL,
    requested_at {time} NOT NULL,
    labelled_at {time},
    handed_over_at {time},
    closed_at {time},
    version {int} NOT NULL,
    PRIMARY KEY (order_id, id)
) {clustered};
CREATE INDEX shipping_shipment_id ON shipping_shipment (id);
-- Goods lie in one parcel at a time: what failed or was withdrawn makes room for the next.
CREATE UNIQUE INDEX shipping_shipment_live ON shipping_shipment (order_id, fulfilment)
    WHERE state NOT IN ('failed', 'cancelled');

-- The document that is glued on; bytes in base64.
CREATE TABLE shipping_label (
    order_id {uuid} NOT NULL,
    shipment {uuid} NOT NULL,
    content_type TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (order_id, shipment)
) {strict};

-- Which shipment of a carrier is which of ours: one row each, for all time.
CREATE TABLE shipping_reference (
    carrier TEXT NOT NULL,
    reference TEXT NOT NULL,
    order_id {uuid} NOT NULL,
    shipment {uuid} NOT NULL,
    PRIMARY KEY (carrier, reference)
) {clustered};

-- What a carrier said about a shipment, in its own words and in ours. Never changed.
CREATE TABLE shipping_track (
    order_id {uuid} NOT NULL,
    shipment {uuid} NOT NULL,
    event TEXT NOT NULL,
    step TEXT NOT NULL,
    raw TEXT NOT NULL,
    place TEXT,
    happened_at {time} NOT NULL,
    recorded_at {time} NOT NULL,
    PRIMARY KEY (order_id, shipment, event)
) {clustered};

-- Reports as they came. The id is made of the content, so the same bytes are stored once.
CREATE TABLE shipping_callback (
    id {uuid} NOT NULL PRIMARY KEY,
    carrier TEXT NOT NULL,
    headers {json} NOT NULL,
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    received_at {time} NOT NULL,
    worked_at {time}
) {strict};
CREATE INDEX shipping_callback_state ON shipping_callback (state, received_at);
