-- A file that was given to us, and how far we are with it.
CREATE TABLE imports_job (
    id {uuid} NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    format TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    options {json} NOT NULL,
    actor TEXT NOT NULL,
    rows {int} NOT NULL,
    created {int} NOT NULL,
    changed {int} NOT NULL,
    unchanged {int} NOT NULL,
    failed {int} NOT NULL,
    started_at {time} NOT NULL,
    finished_at {time}
) {strict};

-- What is wrong in the file, in the order in which it was found.
CREATE TABLE imports_error (
    import {uuid} NOT NULL,
    number {int} NOT NULL,
    line {int} NOT NULL,
    place {int} NOT NULL,
    pointer TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (import, number)
) {clustered};

-- A file that waits for its worker, and what whoever brought it may do; gone when it is done.
CREATE TABLE imports_payload (
    import {uuid} NOT NULL PRIMARY KEY,
    capabilities {json} NOT NULL,
    body TEXT NOT NULL
) {strict};
