//! Signing in with e-mail and password, and with a code where a second factor is on.

use kernel::{Actor, Db, Query, StaffId, args};

use crate::secret::fits;
use crate::session_verbs::{any_session, open};
use crate::{Error, Opened, SessionKind, StaffState, Token, audit, throttle, totp_verbs};

#[derive(Clone)]
pub struct SignIn {
    pub email: String,
    pub password: String,
    /// The code of the authenticator app or a recovery code, where the form asks for both at once.
    pub code: Option<String>,
    /// The client's network address.
    pub address: String,
}
impl std::fmt::Debug for SignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SignIn(…)")
    }
}

#[derive(Debug, Clone)]
#[allow(clippy::large_enum_variant, reason = "made once per sign-in and taken apart at once")]
pub enum SignedIn {
    Done(Opened),
    /// The password was right. Ask for the code, then call [`finish_sign_in`] with this ticket; good for ten minutes.
    CodeNeeded(Token),
}

/// Opens a session, or says the same thing for an unknown account and a wrong password, after the same time.
///
/// Takes the database and not a unit of work: hashing would hold the unit for too long.
pub async fn sign_in(db: &Db, request: &SignIn) -> Result<SignedIn, Error> {
    let (account, address) = (throttle::account(&request.email), throttle::address(&request.address));
    let tried = [account.clone(), address.clone()];
    let email = request.email.trim().to_lowercase();
    let found: Option<(StaffId, Option<String>, Option<String>)> = db
        .run(&Actor::System, async |tx| {
            throttle::count(tx, &tried).await?;
            Ok::<_, Error>(
                tx.maybe(
                    "SELECT id, password_hash, totp_secret FROM access_staff WHERE email = $1 AND state = $2",
                    args![email, StaffState::Active],
                )
                .await?,
            )
        })
        .await?;
    let (id, hash, totp) = match found {
        Some((id, hash, totp)) => (Some(id), hash, totp),
        None => (None, None, None),
    };
    let right = fits(&request.password, hash).await;
    let Some(id) = id.filter(|_| right) else {
        tracing::info!("a sign-in failed");
        return Err(Error::WrongCredentials);
    };
    if totp.is_none() {
        return db
            .run(&Actor::System, async |tx| {
                throttle::forgive(tx, std::slice::from_ref(&account), std::slice::from_ref(&address)).await?;
                audit(tx, "staff.signed_in", id, "password").await?;
                Ok(SignedIn::Done(open(tx, id, SessionKind::Web, None).await?))
            })
            .await;
    }
    let Some(code) = &request.code else {
        // The account's counter stands: a known password must not open the way to guessing codes.
        let ticket =
            db.run(&Actor::System, async |tx| open(tx, id, SessionKind::Pending, None).await).await?;
        return Ok(SignedIn::CodeNeeded(ticket.token));
    };
    let opened: Option<Opened> = db
        .run(&Actor::System, async |tx| {
            if !totp_verbs::use_code(tx, id, code).await? {
                return Ok::<_, Error>(None);
            }
            throttle::forgive(tx, std::slice::from_ref(&account), std::slice::from_ref(&address)).await?;
            audit(tx, "staff.signed_in", id, "password and code").await?;
            Ok(Some(open(tx, id, SessionKind::Web, None).await?))
        })
        .await?;
    opened.map(SignedIn::Done).ok_or(Error::WrongCredentials)
}

/// The second step: the ticket of [`sign_in`] and a code. Tries are counted like passwords.
pub async fn finish_sign_in(db: &Db, ticket: &str, code: &str, address: &str) -> Result<Opened, Error> {
    let address = throttle::address(address);
    let waiting = any_session(&mut db.read().await?, ticket, db.now())
        .await?
        .filter(|session| session.kind == SessionKind::Pending)
        .ok_or(Error::SignedOut)?;
    let account = throttle::account(&waiting.email);
    let tried = [account.clone(), address.clone()];
    db.run(&Actor::System, async |tx| throttle::count(tx, &tried).await).await?;
    let opened: Option<Opened> = db
        .run(&Actor::System, async |tx| {
            if !totp_verbs::use_code(tx, waiting.staff, code).await? {
                return Ok::<_, Error>(None);
            }
            throttle::forgive(tx, std::slice::from_ref(&account), std::slice::from_ref(&address)).await?;
            crate::sign_out(tx, waiting.id).await?;
            audit(tx, "staff.signed_in", waiting.staff, "password and code").await?;
            Ok(Some(open(tx, waiting.staff, SessionKind::Web, None).await?))
        })
        .await?;
    opened.ok_or(Error::WrongCredentials)
}
