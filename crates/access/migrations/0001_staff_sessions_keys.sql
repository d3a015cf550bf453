-- People who work here. Hashes are argon2id in PHC form; a secret that is still being set up waits in `totp_pending`.
CREATE TABLE access_staff (
    id {uuid} NOT NULL PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    language TEXT NOT NULL,
    state TEXT NOT NULL,
    roles TEXT NOT NULL,
    password_hash TEXT,
    pin_hash TEXT,
    totp_secret TEXT,
    totp_pending TEXT,
    -- The last 30 second step whose code was accepted: a code works once.
    totp_step {int} NOT NULL DEFAULT 0,
    created_at {time} NOT NULL,
    version {int} NOT NULL
) {strict};

CREATE TABLE access_staff_location (
    staff {uuid} NOT NULL,
    location {uuid} NOT NULL,
    PRIMARY KEY (staff, location)
) {clustered};
CREATE INDEX access_staff_location_by_location ON access_staff_location (location);

-- One use each, for whoever lost the phone.
CREATE TABLE access_recovery_code (
    staff {uuid} NOT NULL,
    code_hash TEXT NOT NULL,
    used_at {time},
    PRIMARY KEY (staff, code_hash)
) {strict};

-- Tokens are kept as SHA-256 only. `previous_hash` stays good for a moment after a rotation, for requests under way.
CREATE TABLE access_session (
    id {uuid} NOT NULL PRIMARY KEY,
    staff {uuid} NOT NULL,
    kind TEXT NOT NULL,
    location {uuid},
    token_hash TEXT NOT NULL UNIQUE,
    previous_hash TEXT,
    rotated_at {time} NOT NULL,
    csrf_key TEXT NOT NULL,
    created_at {time} NOT NULL,
    seen_at {time} NOT NULL,
    idle_until {time} NOT NULL,
    expires_at {time} NOT NULL,
    ended_at {time}
) {strict};
CREATE INDEX access_session_by_previous ON access_session (previous_hash);
CREATE INDEX access_session_by_staff ON access_session (staff);

CREATE TABLE access_key (
    id {uuid} NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    -- The first letters of the key, enough to recognise it in a list.
    hint TEXT NOT NULL,
    key_hash TEXT NOT NULL UNIQUE,
    capabilities TEXT NOT NULL,
    -- NULL: everywhere. Otherwise ids of locations.
    locations TEXT,
    created_by TEXT NOT NULL,
    created_at {time} NOT NULL,
    last_used_at {time},
    revoked_at {time}
) {strict};

-- Tries to sign in, counted before they are judged, so that parallel guesses do not slip through.
CREATE TABLE access_throttle (
    subject TEXT NOT NULL PRIMARY KEY,
    tries {int} NOT NULL,
    last_at {time} NOT NULL,
    blocked_until {time}
) {strict};

CREATE TABLE access_audit (
    id {uuid} NOT NULL PRIMARY KEY,
    at {time} NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL
) {strict};
CREATE INDEX access_audit_by_subject ON access_audit (subject, id);
CREATE INDEX access_audit_by_actor ON access_audit (actor, id);
