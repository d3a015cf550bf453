//! Signing in without a password: a code of six digits goes to the address and comes back.

use kernel::{ChannelCode, Query, Timestamp, Tx, VisitorId, args};

use crate::{
    Email, Error, Evidence, Language, Recognise, Session, SessionToken, SignedIn, recognise, secret, session,
};

const DIGITS: usize = 6;
const MINUTES: i64 = 10;
const ATTEMPTS: i64 = 5;
/// Codes for one address in one hour. With the attempts: 25 guesses an hour at a million.
const CODES_AN_HOUR: i64 = 5;

/// The code in clear: for the mail, and for nothing else.
#[derive(Clone)]
pub struct LoginCode {
    pub email: Email,
    pub code: String,
    pub language: Language,
    pub expires_at: Timestamp,
}
impl std::fmt::Debug for LoginCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LoginCode").field("email", &self.email).finish_non_exhaustive()
    }
}

/// Makes a code for the address; the ones before are void. Whether somebody has this address is not told.
///
/// The channel hands the code to `conversations::send_login_code` in the same unit.
pub async fn start_login(tx: &mut Tx, email: &Email, language: Language) -> Result<LoginCode, Error> {
    let now = tx.now();
    let hour_ago = now.plus_hours(-1);
    let (code, salt) = (secret::digits(DIGITS), secret::salt());
    let hash = secret::hash(&[&salt, email.as_str(), &code]);
    let expires_at = now.plus_minutes(MINUTES);
    let sent = tx
        .exec(
            "INSERT INTO customers_login (email, salt, hash, expires_at, attempts, sent, since)
             VALUES ($1, $2, $3, $4, 0, 1, $5)
             ON CONFLICT (email) DO UPDATE SET
                 salt = excluded.salt, hash = excluded.hash, expires_at = excluded.expires_at, attempts = 0,
                 sent = CASE WHEN customers_login.since <= $6 THEN 1 ELSE customers_login.sent + 1 END,
                 since = CASE WHEN customers_login.since <= $6 THEN excluded.since ELSE customers_login.since END
             WHERE customers_login.since <= $6 OR customers_login.sent < $7",
            args![*email, salt, hash, expires_at, now, hour_ago, CODES_AN_HOUR],
        )
        .await?;
    if sent == 0 {
        let (since,): (Timestamp,) =
            tx.one("SELECT since FROM customers_login WHERE email = $1", args![*email]).await?;
        let minutes = (since.plus_hours(1).since(now) / 60_000 + 1).max(1);
        return Err(Error::TooManyCodes { minutes });
    }
    Ok(LoginCode { email: email.clone(), code, language, expires_at })
}

#[derive(Debug, Clone)]
pub struct Finish {
    pub email: Email,
    pub code: String,
    pub visitor: Option<VisitorId>,
    pub channel: ChannelCode,
}

/// What came of it. A refusal is an answer, not an error: the attempt has to be counted, so the unit must commit. Turn it
/// into an error after that with [`Finished::signed_in`].
#[derive(Debug)]
pub enum Finished {
    SignedIn { session: Session, token: SessionToken },
    Refused(Refusal),
}
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    WrongCode {
        left: i64,
    },
    /// None was sent, or it is too old, used, or guessed at too often.
    CodeExpired,
}
impl Finished {
    pub fn signed_in(self) -> Result<(Session, SessionToken), Error> {
        match self {
            Finished::SignedIn { session, token } => Ok((session, token)),
            Finished::Refused(Refusal::WrongCode { left }) => Err(Error::WrongCode { left }),
            Finished::Refused(Refusal::CodeExpired) => Err(Error::CodeExpired),
        }
    }
}

/// Signs in if the code is right: the address is proven, the browser's past joins the person, a session begins.
pub async fn finish_login(tx: &mut Tx, request: Finish) -> Result<Finished, Error> {
    let now = tx.now();
    // Counting comes first and is one statement: racing guesses cannot share an attempt.
    let stored: Option<(String, String, i64)> = tx
        .maybe(
            "UPDATE customers_login SET attempts = attempts + 1
             WHERE email = $1 AND expires_at > $2 AND attempts < $3
             RETURNING salt, hash, attempts",
            args![request.email, now, ATTEMPTS],
        )
        .await?;
    let Some((salt, hash, attempts)) = stored else {
        return Ok(Finished::Refused(Refusal::CodeExpired));
    };
    let typed: String = request.code.chars().filter(char::is_ascii_digit).collect();
    if secret::hash(&[&salt, request.email.as_str(), &typed]) != hash {
        let left = ATTEMPTS - attempts;
        let refusal = if left > 0 { Refusal::WrongCode { left } } else { Refusal::CodeExpired };
        return Ok(Finished::Refused(refusal));
    }
    tx.exec("DELETE FROM customers_login WHERE email = $1", args![request.email]).await?;
    let person = recognise(
        tx,
        Recognise {
            email: Some(request.email),
            phone: None,
            name: None,
            visitor: request.visitor,
            channel: request.channel,
            evidence: Evidence::Verified,
        },
    )
    .await?;
    let (session, token) = session::open(tx, person, request.visitor).await?;
    tx.publish(&SignedIn { person, visitor: request.visitor }).await?;
    Ok(Finished::SignedIn { session, token })
}
