CREATE TABLE pricing_list (
    code TEXT NOT NULL PRIMARY KEY,
    currency TEXT NOT NULL,
    market TEXT NOT NULL
) {strict};

-- Every gross price that ever held, or will. Rows are only added: the law asks what a price was, and so do customers.
-- Of rows with one `valid_from` the last revision holds.
CREATE TABLE pricing_price (
    variant {uuid} NOT NULL,
    list TEXT NOT NULL,
    valid_from {time} NOT NULL,
    revision {int} NOT NULL,
    gross_minor {int} NOT NULL CHECK (gross_minor >= 0),
    recorded_at {time} NOT NULL,
    actor TEXT NOT NULL,
    PRIMARY KEY (variant, list, valid_from, revision)
) {clustered};

-- Rates of value added tax, in hundredths of a percent: 2300 is 23 %.
CREATE TABLE pricing_tax (
    country TEXT NOT NULL,
    class TEXT NOT NULL,
    valid_from {time} NOT NULL,
    rate_bp {int} NOT NULL CHECK (rate_bp >= 0),
    PRIMARY KEY (country, class, valid_from)
) {clustered};
