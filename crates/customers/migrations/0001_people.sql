-- People, what identifies them, and what they did. An e-mail is global and so has a small table keyed by itself;
-- everything about a person lives with the person, everything about a browser with the visitor.

CREATE TABLE customers_person (
    id {uuid} NOT NULL PRIMARY KEY,
    name TEXT,
    language TEXT,
    channel TEXT NOT NULL,
    created_at {time} NOT NULL,
    version {int} NOT NULL
) {strict};

-- Who holds an identifier: at most one person.
CREATE TABLE customers_key (
    value TEXT NOT NULL,
    kind TEXT NOT NULL,
    person {uuid} NOT NULL,
    PRIMARY KEY (value, kind)
) {clustered};

-- The same from the person's side, with what we know about it.
CREATE TABLE customers_identifier (
    person {uuid} NOT NULL,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    strength TEXT NOT NULL,
    evidence TEXT NOT NULL,
    stated_at {time} NOT NULL,
    verified_at {time},
    PRIMARY KEY (person, kind, value)
) {clustered};

-- Words by which staff find a person: hexadecimal of the folded word, so that a range is a prefix in any collation.
CREATE TABLE customers_word (
    word TEXT NOT NULL,
    person {uuid} NOT NULL,
    PRIMARY KEY (word, person)
) {clustered};
CREATE INDEX customers_word_person ON customers_word (person);

-- Two strong identifiers that belong to different people came together. A person decides, never the machine.
CREATE TABLE customers_conflict (
    value TEXT NOT NULL,
    kind TEXT NOT NULL,
    claimant {uuid} NOT NULL,
    holder {uuid} NOT NULL,
    channel TEXT NOT NULL,
    state TEXT NOT NULL,
    found_at {time} NOT NULL,
    closed_at {time},
    PRIMARY KEY (value, kind, claimant)
) {clustered};
CREATE INDEX customers_conflict_state ON customers_conflict (state, found_at);

-- A browser or device. `person` is who it belongs to now: the open link below.
CREATE TABLE customers_visitor (
    id {uuid} NOT NULL PRIMARY KEY,
    channel TEXT NOT NULL,
    first_seen {time} NOT NULL,
    last_seen {time} NOT NULL,
    landing TEXT NOT NULL,
    campaign {json} NOT NULL,
    person {uuid}
) {strict};

-- Whose browser it was, and when. The first link reaches back to the beginning; the open one ends in the year 9999.
CREATE TABLE customers_link (
    visitor {uuid} NOT NULL,
    since {time} NOT NULL,
    until {time} NOT NULL,
    person {uuid} NOT NULL,
    evidence TEXT NOT NULL,
    linked_at {time} NOT NULL,
    PRIMARY KEY (visitor, since)
) {clustered};
CREATE INDEX customers_link_person ON customers_link (person);

-- What was looked at, by a browser or by a person directly.
CREATE TABLE customers_activity (
    id {uuid} NOT NULL PRIMARY KEY,
    visitor {uuid},
    person {uuid},
    kind TEXT NOT NULL,
    channel TEXT NOT NULL,
    at {time} NOT NULL,
    path TEXT NOT NULL,
    product {uuid},
    variant {uuid},
    query TEXT,
    campaign {json} NOT NULL
) {strict};
CREATE INDEX customers_activity_visitor ON customers_activity (visitor, at, id);
CREATE INDEX customers_activity_person ON customers_activity (person, at, id);

-- What happened to a person, as the events told it: once per event.
CREATE TABLE customers_moment (
    person {uuid} NOT NULL,
    event {uuid} NOT NULL,
    at {time} NOT NULL,
    kind TEXT NOT NULL,
    channel TEXT,
    subject TEXT NOT NULL,
    data {json} NOT NULL,
    PRIMARY KEY (person, event)
) {strict};
CREATE INDEX customers_moment_at ON customers_moment (person, at, event);

-- The code that was sent to an address, and how often one was asked for since `since`.
CREATE TABLE customers_login (
    email TEXT NOT NULL PRIMARY KEY,
    salt TEXT NOT NULL,
    hash TEXT NOT NULL,
    expires_at {time} NOT NULL,
    attempts {int} NOT NULL,
    sent {int} NOT NULL,
    since {time} NOT NULL
) {strict};

-- Tokens by their hash; a rotated session has two for a moment.
CREATE TABLE customers_session (
    hash TEXT NOT NULL PRIMARY KEY,
    session {uuid} NOT NULL,
    person {uuid} NOT NULL,
    visitor {uuid},
    created_at {time} NOT NULL,
    expires_at {time} NOT NULL
) {strict};
CREATE INDEX customers_session_person ON customers_session (person);
