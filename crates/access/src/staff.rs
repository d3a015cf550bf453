//! Somebody who works here.

use std::sync::Arc;

use kernel::{Actor, Grants, LocationId, StaffId, Timestamp};

use crate::{Error, PasswordHash, PinHash, Role, grants};

kernel::text_enum! {
    pub enum StaffState {
        Active = "active",
        /// May not sign in; what they did keeps their name.
        Suspended = "suspended",
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staff {
    pub id: StaffId,
    pub email: String,
    pub name: String,
    /// `pl` or `en`.
    pub language: String,
    pub state: StaffState,
    pub roles: Vec<Role>,
    pub locations: Vec<LocationId>,
    pub has_password: bool,
    pub has_pin: bool,
    pub has_totp: bool,
    pub created_at: Timestamp,
    pub version: i64,
}

impl Staff {
    pub fn grants(&self) -> Arc<Grants> {
        Arc::new(grants(&self.roles, &self.locations))
    }
    pub fn actor(&self) -> Actor {
        Actor::Staff(self.id, self.grants())
    }
}

/// What the sign-in screen of a till shows.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct StaffCard {
    pub id: StaffId,
    pub name: String,
}

#[derive(Debug, Clone)]
pub struct AddStaff {
    /// Chosen by the caller, so that a retry is recognised as the same request.
    pub id: StaffId,
    pub email: String,
    pub name: String,
    pub language: String,
    pub roles: Vec<Role>,
    pub locations: Vec<LocationId>,
    pub password: Option<PasswordHash>,
    pub pin: Option<PinHash>,
}

#[derive(Debug, Clone)]
pub struct ChangeStaff {
    pub id: StaffId,
    pub name: String,
    pub language: String,
    pub state: StaffState,
    pub roles: Vec<Role>,
    pub locations: Vec<LocationId>,
    pub expected_version: Option<i64>,
}

/// Lower case, trimmed. Refuses what cannot be an address; whether mail arrives, only mail can tell.
pub fn normal_email(text: &str) -> Result<String, Error> {
    let email = text.trim().to_lowercase();
    let fine = email.len() <= 254
        && !email.chars().any(|c| c.is_whitespace() || c.is_control())
        && email.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty()
                && !host.contains('@')
                && host.split('.').count() > 1
                && host.split('.').all(|part| !part.is_empty())
        });
    if fine { Ok(email) } else { Err(Error::NotAnEmail(text.chars().take(80).collect())) }
}

pub(crate) fn spell_roles(roles: &[Role]) -> String {
    let mut roles = roles.to_vec();
    roles.sort();
    roles.dedup();
    roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(" ")
}
pub(crate) fn read_roles(text: &str) -> Vec<Role> {
    text.split(' ').filter_map(Role::parse).collect()
}

/// Somebody who is only `store` and has no store could do nothing at all.
pub(crate) fn check_places(roles: &[Role], locations: &[LocationId]) -> Result<(), Error> {
    if locations.is_empty() && roles.iter().all(|role| *role == Role::Store) {
        return Err(Error::NoLocation);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_normal_or_refused() {
        assert_eq!(normal_email(" Anna@Szron.PL ").unwrap(), "anna@szron.pl");
        for bad in ["", "anna", "@szron.pl", "anna@", "anna@szron", "a b@c.pl", "a@b@c.pl"] {
            assert!(normal_email(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn roles_are_stored_once_and_sorted() {
        let text = spell_roles(&[Role::Store, Role::Administrator, Role::Store]);
        assert_eq!(text, "administrator store");
        assert_eq!(read_roles(&text), [Role::Administrator, Role::Store]);
    }
}
