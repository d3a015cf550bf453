-- How the parcels of an order travel, as the shopper chose: which service, to which locker.
CREATE TABLE orders_way (
    order_id {uuid} NOT NULL PRIMARY KEY,
    service TEXT NOT NULL,
    kind TEXT NOT NULL,
    point TEXT,
    point_name TEXT
) {clustered};
