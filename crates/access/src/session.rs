//! A session: one browser or one till of one member of staff.

use std::sync::Arc;

use hmac::{Hmac, Mac};
use kernel::{Actor, Grants, LocationId, SessionId, StaffId, Timestamp};
use sha2::Sha256;

use crate::secret::{hex, same};
use crate::{Error, Role, Token};

kernel::text_enum! {
    /// ```text
    /// pending ──code──▶ web ──sign out, idle, age──▶ ended        till likewise, without a code
    /// ```
    pub enum SessionKind {
        /// The password was right; the code of the second factor is awaited.
        Pending = "pending",
        Web = "web",
        /// Opened with a PIN, bound to a location.
        Till = "till",
    }
}

impl SessionKind {
    /// How long it lasts untouched, and at most.
    pub(crate) fn idle_minutes(self) -> i64 {
        match self {
            SessionKind::Pending => 10,
            SessionKind::Web => 12 * 60,
            SessionKind::Till => 4 * 60,
        }
    }
    pub(crate) fn age_minutes(self) -> i64 {
        match self {
            SessionKind::Pending => 10,
            SessionKind::Web => 7 * 24 * 60,
            SessionKind::Till => 16 * 60,
        }
    }
}

/// How long a token serves before it is replaced, and how long the old one still opens for requests under way.
pub(crate) const ROTATE_HOURS: i64 = 1;
pub(crate) const GRACE_SECONDS: i64 = 60;
/// How far behind "last seen" may be: not every request shall write.
pub(crate) const SEEN_MINUTES: i64 = 2;

#[derive(Debug, Clone)]
pub struct Session {
    pub id: SessionId,
    pub staff: StaffId,
    pub name: String,
    pub email: String,
    pub language: String,
    pub roles: Vec<Role>,
    pub kind: SessionKind,
    /// Where a till session stands.
    pub location: Option<LocationId>,
    /// What this session may do: at a till less than its owner may elsewhere.
    pub grants: Arc<Grants>,
    pub rotated_at: Timestamp,
    pub seen_at: Timestamp,
    pub expires_at: Timestamp,
    pub(crate) csrf: String,
}

impl Session {
    pub fn actor(&self) -> Actor {
        Actor::Staff(self.staff, self.grants.clone())
    }
    pub fn allows(&self, capability: kernel::Capability) -> bool {
        self.actor().allows(capability, self.location)
    }
    /// What each form of this session carries. It stays the same over rotations, so an open form stays good.
    pub fn csrf(&self) -> &str {
        &self.csrf
    }
    /// Refuses a form that does not carry this session's token.
    pub fn require_csrf(&self, given: Option<&str>) -> Result<(), Error> {
        match given {
            Some(given) if same(given, &self.csrf) => Ok(()),
            _ => Err(Error::ForgedForm),
        }
    }
}

/// A session that was just opened, and the token for its cookie.
#[derive(Debug, Clone)]
pub struct Opened {
    pub session: Session,
    pub token: Token,
}

pub(crate) fn csrf_of(key: &str, session: SessionId) -> String {
    let mut mac =
        <Hmac<Sha256> as Mac>::new_from_slice(key.as_bytes()).expect("HMAC takes a key of any length");
    mac.update(session.to_string().as_bytes());
    hex(&mac.finalize().into_bytes())
}
