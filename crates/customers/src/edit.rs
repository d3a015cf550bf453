//! Somebody's own data, edited by themselves or by staff.

use kernel::{Capability, Everywhere, PersonId, Tx, args};

use crate::identifier::{self, Claim};
use crate::person::tidy_name;
use crate::{Error, Evidence, Kind, Language, Person, PersonChanged, Phone, find};

/// The form as a whole: `None` clears a field.
#[derive(Debug, Clone)]
pub struct Edit {
    pub person: PersonId,
    pub name: Option<String>,
    pub phone: Option<Phone>,
    pub language: Option<Language>,
}

/// Stores the data. A person may edit their own; staff need `people.manage`.
pub async fn edit_person(tx: &mut Tx, edit: Edit) -> Result<Person, Error> {
    if tx.actor().person() != Some(edit.person) {
        tx.require(Capability::ManagePeople, Everywhere)?;
    }
    let before = find::person(tx, edit.person).await?;
    let name = edit.name.as_deref().and_then(tidy_name);
    if (&before.name, before.phone(), before.language) == (&name, edit.phone.clone(), edit.language) {
        return Ok(before);
    }
    tx.exec(
        "UPDATE customers_person SET name = $1, language = $2, version = version + 1 WHERE id = $3",
        args![name, edit.language, edit.person],
    )
    .await?;
    if before.phone() != edit.phone {
        identifier::drop_kind(tx, edit.person, Kind::Phone).await?;
        let evidence = if tx.actor().staff().is_some() { Evidence::Staff } else { Evidence::Stated };
        if let Some(phone) = &edit.phone
            && identifier::claim(tx, edit.person, Kind::Phone, phone.as_str(), evidence).await? != Claim::New
        {
            return Err(Error::PhoneTaken);
        }
    }
    identifier::index(tx, edit.person).await?;
    tx.publish(&PersonChanged { person: edit.person }).await?;
    find::person(tx, edit.person).await
}
