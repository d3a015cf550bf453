-- Facts, written in the unit of work that made them true. `position` orders the facts of a partition: SQLite gives it
-- at once, on PostgreSQL the relay does. Consumers read by position, never by insertion.
CREATE TABLE kernel_event (
    partition {int} NOT NULL,
    id {uuid} NOT NULL,
    position {int},
    name TEXT NOT NULL,
    subject TEXT NOT NULL,
    subject_version {int} NOT NULL,
    actor TEXT NOT NULL,
    cause {uuid},
    at {time} NOT NULL,
    body {json} NOT NULL,
    PRIMARY KEY (partition, id)
) {clustered};
CREATE UNIQUE INDEX kernel_event_position ON kernel_event (partition, position);
CREATE INDEX kernel_event_fresh ON kernel_event (subject_version, id) WHERE position IS NULL;

-- The relay's turn: whoever holds the row numbers events, everybody else waits.
CREATE TABLE kernel_relay (
    id {int} NOT NULL PRIMARY KEY,
    rounds {int} NOT NULL
) {strict};
INSERT INTO kernel_relay (id, rounds) VALUES (0, 0);

-- How far each consumer has heard each partition.
CREATE TABLE kernel_cursor (
    consumer TEXT NOT NULL,
    partition {int} NOT NULL,
    position {int} NOT NULL,
    PRIMARY KEY (consumer, partition)
) {clustered};

-- Facts that a consumer could not digest, and those of the same subject behind them. `next_at` is empty when only a
-- person can help.
CREATE TABLE kernel_parked (
    consumer TEXT NOT NULL,
    partition {int} NOT NULL,
    position {int} NOT NULL,
    event {uuid} NOT NULL,
    subject TEXT NOT NULL,
    reason TEXT NOT NULL,
    attempts {int} NOT NULL,
    parked_at {time} NOT NULL,
    next_at {time},
    PRIMARY KEY (consumer, partition, position)
) {clustered};

-- Who does the background work of a name.
CREATE TABLE kernel_lease (
    name TEXT NOT NULL PRIMARY KEY,
    holder TEXT NOT NULL,
    release {int} NOT NULL,
    until {time} NOT NULL
) {strict};

-- Events that become true at a time to come: one for a subject and a name, re-armed or cancelled.
CREATE TABLE kernel_timer (
    partition {int} NOT NULL,
    subject TEXT NOT NULL,
    name TEXT NOT NULL,
    due_at {time} NOT NULL,
    body {json} NOT NULL,
    PRIMARY KEY (partition, subject, name)
) {clustered};
CREATE INDEX kernel_timer_due ON kernel_timer (due_at);

-- Work that reaches outside: mail, providers. A leased row, done outside any unit. `failed_at` waits for a person.
CREATE TABLE kernel_job (
    id {uuid} NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    body {json} NOT NULL,
    due_at {time} NOT NULL,
    attempts {int} NOT NULL,
    leased_until {time},
    failed_at {time},
    reason TEXT
) {strict};
CREATE INDEX kernel_job_due ON kernel_job (kind, due_at) WHERE failed_at IS NULL;

-- Answers of requests that carried an idempotency key.
CREATE TABLE kernel_once (
    caller TEXT NOT NULL,
    route TEXT NOT NULL,
    key TEXT NOT NULL,
    request TEXT NOT NULL,
    answer {json},
    created_at {time} NOT NULL,
    PRIMARY KEY (caller, route, key)
) {clustered};
CREATE INDEX kernel_once_age ON kernel_once (created_at);
