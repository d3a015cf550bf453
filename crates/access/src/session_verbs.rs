//! Opening, recognising, renewing and ending sessions.

use std::sync::Arc;

use kernel::{Actor, Db, LocationId, Query, SessionId, StaffId, Timestamp, Tx, args};

use crate::role::{at_till, grants};
use crate::secret::{fingerprint, hex, random};
use crate::session::{GRACE_SECONDS, ROTATE_HOURS, SEEN_MINUTES, csrf_of};
use crate::staff::read_roles;
use crate::{Error, Opened, Session, SessionKind, StaffState, Token};

pub(crate) async fn open(
    tx: &mut Tx,
    staff: StaffId,
    kind: SessionKind,
    location: Option<LocationId>,
) -> Result<Opened, Error> {
    let (id, now, token) = (tx.new_id::<SessionId>(), tx.now(), Token::random());
    tx.exec(
        "INSERT INTO access_session
            (id, staff, kind, location, token_hash, rotated_at, csrf_key, created_at, seen_at, idle_until, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $6, $6, $8, $9)",
        args![
            id,
            staff,
            kind,
            location,
            fingerprint(token.reveal()),
            now,
            hex(&random::<32>()),
            now.plus_minutes(kind.idle_minutes()),
            now.plus_minutes(kind.age_minutes())
        ],
    )
    .await?;
    let session = any_session(tx, token.reveal(), now).await?.ok_or(Error::SignedOut)?;
    Ok(Opened { session, token })
}

#[derive(sqlx::FromRow)]
struct SessionRow {
    id: SessionId,
    staff: StaffId,
    kind: SessionKind,
    location: Option<LocationId>,
    rotated_at: Timestamp,
    seen_at: Timestamp,
    expires_at: Timestamp,
    csrf_key: String,
    name: String,
    email: String,
    language: String,
    roles: String,
}

/// Whose token this is, if the session lives. `now` is the reader's moment: `db.now()`.
pub async fn session(q: &mut impl Query, token: &str, now: Timestamp) -> Result<Option<Session>, Error> {
    Ok(any_session(q, token, now).await?.filter(|it| it.kind != SessionKind::Pending))
}

/// Also one that still waits for its second factor.
pub(crate) async fn any_session(
    q: &mut impl Query,
    token: &str,
    now: Timestamp,
) -> Result<Option<Session>, Error> {
    let row: Option<SessionRow> = q
        .maybe(
            "SELECT s.id, s.staff, s.kind, s.location, s.rotated_at, s.seen_at, s.expires_at, s.csrf_key,
                p.name, p.email, p.language, p.roles
             FROM access_session s JOIN access_staff p ON p.id = s.staff
             WHERE (s.token_hash = $1 OR s.previous_hash = $1 AND s.rotated_at > $3)
                AND s.ended_at IS NULL AND s.idle_until > $2 AND s.expires_at > $2 AND p.state = $4",
            args![fingerprint(token), now, now.plus_millis(-GRACE_SECONDS * 1000), StaffState::Active],
        )
        .await?;
    let Some(row) = row else { return Ok(None) };
    let places: Vec<(LocationId,)> =
        q.all("SELECT location FROM access_staff_location WHERE staff = $1", args![row.staff]).await?;
    let places: Vec<LocationId> = places.into_iter().map(|(id,)| id).collect();
    let roles = read_roles(&row.roles);
    let mut rights = grants(&roles, &places);
    if let Some(location) = row.location {
        rights = at_till(&rights, location);
    }
    Ok(Some(Session {
        csrf: csrf_of(&row.csrf_key, row.id),
        id: row.id,
        staff: row.staff,
        name: row.name,
        email: row.email,
        language: row.language,
        roles,
        kind: row.kind,
        location: row.location,
        grants: Arc::new(rights),
        rotated_at: row.rotated_at,
        seen_at: row.seen_at,
        expires_at: row.expires_at,
    }))
}

/// Notes that the session is in use, and replaces its token now and then; the new one belongs into the cookie.
///
/// Writes at most every other minute. Two requests at once rotate once: the loser keeps the old token, which opens
/// for another minute, and gets the new one from its sibling's answer.
pub async fn keep_session(db: &Db, session: &Session) -> Result<Option<Token>, Error> {
    let now = db.now();
    let rotate = now.since(session.rotated_at) >= ROTATE_HOURS * 3_600_000;
    if !rotate && now.since(session.seen_at) < SEEN_MINUTES * 60_000 {
        return Ok(None);
    }
    let idle_until = now.plus_minutes(session.kind.idle_minutes());
    db.run(&session.actor(), async |tx| {
        if !rotate {
            tx.exec(
                "UPDATE access_session SET seen_at = $2, idle_until = $3 WHERE id = $1 AND ended_at IS NULL",
                args![session.id, now, idle_until],
            )
            .await?;
            return Ok(None);
        }
        let token = Token::random();
        let rotated = tx
            .exec(
                "UPDATE access_session SET previous_hash = token_hash, token_hash = $4, rotated_at = $2,
                    seen_at = $2, idle_until = $3
                 WHERE id = $1 AND ended_at IS NULL AND rotated_at = $5",
                args![session.id, now, idle_until, fingerprint(token.reveal()), session.rotated_at],
            )
            .await?;
        Ok((rotated == 1).then_some(token))
    })
    .await
}

/// Ends one session. Doing so twice is harmless.
pub async fn sign_out(tx: &mut Tx, id: SessionId) -> Result<(), Error> {
    tx.exec(
        "UPDATE access_session SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL",
        args![id, tx.now()],
    )
    .await?;
    Ok(())
}

/// Ends all sessions of somebody.
pub async fn end_sessions_of(tx: &mut Tx, staff: StaffId) -> Result<(), Error> {
    tx.exec(
        "UPDATE access_session SET ended_at = $2 WHERE staff = $1 AND ended_at IS NULL",
        args![staff, tx.now()],
    )
    .await?;
    Ok(())
}

/// Forgets sessions that ended or ran out a month ago.
pub async fn prune(db: &Db) -> Result<(), Error> {
    let before = db.now().plus_days(-30);
    db.run(&Actor::System, async |tx| {
        tx.exec("DELETE FROM access_session WHERE expires_at < $1", args![before]).await?;
        tx.exec("DELETE FROM access_throttle WHERE last_at < $1", args![before]).await?;
        Ok(())
    })
    .await
}
