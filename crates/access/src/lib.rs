//! Who may come in: staff with passwords, second factors and PINs, their sessions, API keys, what a role allows,
//! how often somebody may try, and the trail of who looked at whom.
//!
//! Secrets are kept as hashes only and never printed. Hashing takes long on purpose, so it happens before a unit of
//! work, never inside one: verbs take a [`PasswordHash`] or a [`PinHash`]. [`web`] holds what every HTTP channel
//! needs: cookies, CSRF checks, the client's address, rate limits.

mod audit;
mod error;
mod event;
mod find;
mod key;
mod key_verbs;
mod pin_sign_in;
mod rate;
mod role;
mod secret;
mod session;
mod session_verbs;
mod sign_in;
mod staff;
mod staff_verbs;
mod throttle;
mod totp;
mod totp_verbs;
pub mod web;

pub use audit::{AuditEntry, AuditFilter, audit, audit_read, audit_trail};
pub use error::Error;
pub use event::{KeyRevoked, StaffChanged};
pub use find::{keys, staff, staff_at, staff_by_email, staff_list};
pub use key::{ApiKey, KeyKind, NewKey, ShownKey};
pub use key_verbs::{authenticate_key, create_key, hear, revoke_key};
pub use pin_sign_in::{PinSignIn, pin_sign_in};
pub use rate::{Limits, Rate, RateLimiter, Subject, Wait};
pub use role::{Role, TILL, grants};
pub use secret::{PasswordHash, PinHash, Token};
pub use session::{Opened, Session, SessionKind};
pub use session_verbs::{end_sessions_of, keep_session, prune, session, sign_out};
pub use sign_in::{SignIn, SignedIn, finish_sign_in, sign_in};
pub use staff::{AddStaff, ChangeStaff, Staff, StaffCard, StaffState, normal_email};
pub use staff_verbs::{add_staff, change_staff, set_password, set_pin};
pub use totp::Enrolment;
pub use totp_verbs::{confirm_totp, enrol_totp, remove_totp};

pub const MIGRATIONS: kernel::Area =
    kernel::Area { name: "access", scripts: &[include_str!("../migrations/0001_staff_sessions_keys.sql")] };
