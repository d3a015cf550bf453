//! Sessions of people who signed in: a random token in a cookie, its hash in the table.

use kernel::{PersonId, Query, SessionId, Timestamp, Tx, VisitorId, args};

use crate::{Error, secret};

const DAYS: i64 = 60;
/// A token older than this is replaced, so that a stolen one is of little use.
const ROTATE_AFTER_HOURS: i64 = 24;
/// The old token lives on for requests that are under way.
const OVERLAP_MINUTES: i64 = 2;

/// 256 random bits. Shown to the browser once, never logged.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(String);
impl SessionToken {
    /// From a cookie; `None` if it cannot be one of ours.
    pub fn parse(text: &str) -> Option<Self> {
        let good = text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        good.then(|| Self(text.to_owned()))
    }
    pub fn as_str(&self) -> &str {
        &self.0
    }
    fn hash(&self) -> String {
        secret::hash(&["session", &self.0])
    }
}
impl std::fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionToken(…)")
    }
}

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Session {
    #[sqlx(rename = "session")]
    pub id: SessionId,
    pub person: PersonId,
    pub visitor: Option<VisitorId>,
    /// When this token was made.
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}
impl Session {
    /// Time for [`rotate_session`].
    pub fn is_stale(&self, now: Timestamp) -> bool {
        self.created_at.plus_hours(ROTATE_AFTER_HOURS) <= now
    }
    /// How long the cookie may live, in seconds.
    pub fn max_age(&self, now: Timestamp) -> i64 {
        (self.expires_at.since(now) / 1000).max(0)
    }
}

pub(crate) async fn open(
    tx: &mut Tx,
    person: PersonId,
    visitor: Option<VisitorId>,
) -> Result<(Session, SessionToken), Error> {
    let id = tx.new_id();
    store(tx, id, person, visitor).await
}

async fn store(
    tx: &mut Tx,
    id: SessionId,
    person: PersonId,
    visitor: Option<VisitorId>,
) -> Result<(Session, SessionToken), Error> {
    let (token, created_at) = (SessionToken(secret::token()), tx.now());
    let session = Session { id, person, visitor, created_at, expires_at: created_at.plus_days(DAYS) };
    tx.exec(
        "INSERT INTO customers_session (hash, session, person, visitor, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
        args![token.hash(), id, person, visitor, created_at, session.expires_at],
    )
    .await?;
    Ok((session, token))
}

/// Whose token it is; `None` if it is unknown or over.
pub async fn session(
    q: &mut impl Query,
    token: &SessionToken,
    now: Timestamp,
) -> Result<Option<Session>, Error> {
    Ok(q.maybe(
        "SELECT session, person, visitor, created_at, expires_at FROM customers_session
         WHERE hash = $1 AND expires_at > $2",
        args![token.hash(), now],
    )
    .await?)
}

/// A new token for the same session; the old one ends in two minutes. `None` if there is no such session, or another
/// request has just rotated it.
pub async fn rotate_session(
    tx: &mut Tx,
    token: &SessionToken,
) -> Result<Option<(Session, SessionToken)>, Error> {
    let now = tx.now();
    let overlap = now.plus_minutes(OVERLAP_MINUTES);
    let old: Option<Session> = tx
        .maybe(
            "UPDATE customers_session SET expires_at = $1 WHERE hash = $2 AND expires_at > $1
             RETURNING session, person, visitor, created_at, expires_at",
            args![overlap, token.hash()],
        )
        .await?;
    match old {
        Some(old) => Ok(Some(store(tx, old.id, old.person, old.visitor).await?)),
        None => Ok(None),
    }
}

/// Ends the session with all its tokens. Unknown tokens are signed out already.
pub async fn sign_out(tx: &mut Tx, token: &SessionToken) -> Result<(), Error> {
    tx.exec(
        "DELETE FROM customers_session WHERE session IN (SELECT session FROM customers_session WHERE hash = $1)",
        args![token.hash()],
    )
    .await?;
    Ok(())
}

/// Ends every session of the person, on all devices.
pub async fn sign_out_everywhere(tx: &mut Tx, person: PersonId) -> Result<(), Error> {
    tx.exec("DELETE FROM customers_session WHERE person = $1", args![person]).await?;
    Ok(())
}
