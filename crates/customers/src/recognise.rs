//! Recognising somebody who tells an e-mail address or a phone number: at the checkout, at the till, on the phone.

use kernel::{Actor, Capability, ChannelCode, Denied, PersonId, Query, Tx, VisitorId, args};

use crate::identifier::{self, Claim};
use crate::person::tidy_name;
use crate::{Email, Error, Evidence, Kind, PersonChanged, Phone, conflict, link};

#[derive(Debug, Clone)]
pub struct Recognise {
    pub email: Option<Email>,
    pub phone: Option<Phone>,
    pub name: Option<String>,
    /// The browser in use: its past joins the person.
    pub visitor: Option<VisitorId>,
    pub channel: ChannelCode,
    pub evidence: Evidence,
}

/// Finds the person, or makes one.
///
/// The e-mail decides. A phone that somebody else holds stays there, and the conflict is written down for a person to
/// look at; nothing merges by itself. What is merely stated fills gaps and never adds to what is known: else a stranger
/// could hang an own address on somebody's profile and sign in to it.
pub async fn recognise(tx: &mut Tx, request: Recognise) -> Result<PersonId, Error> {
    let Recognise { email, phone, name, visitor, channel, evidence } = request;
    if evidence == Evidence::Staff && matches!(tx.actor(), Actor::Visitor(_) | Actor::Person(_)) {
        return Err(Denied(Capability::ManagePeople, false).into());
    }
    let name = name.as_deref().and_then(tidy_name);
    let mut found = match (&email, &phone) {
        (Some(email), phone) => {
            by_email(tx, email, phone.as_ref(), name.as_deref(), &channel, evidence).await?
        }
        (None, Some(phone)) => by_phone(tx, phone, name.as_deref(), &channel, evidence).await?,
        (None, None) => return Err(Error::NoIdentifier),
    };
    if let (Some(_), Some(phone)) = (&email, &phone) {
        found.changed |= give_phone(tx, found.person, phone, &channel, evidence).await?;
    }
    if let (Some(name), false) = (&name, found.new) {
        let filled = tx
            .exec(
                "UPDATE customers_person SET name = $1, version = version + 1 WHERE id = $2 AND name IS NULL",
                args![*name, found.person],
            )
            .await?;
        found.changed |= filled == 1;
    }
    if found.new || found.changed {
        identifier::index(tx, found.person).await?;
    }
    if found.changed && !found.new {
        tx.publish(&PersonChanged { person: found.person }).await?;
    }
    if let Some(visitor) = visitor {
        link::join(tx, visitor, found.person, &channel, evidence).await?;
    }
    Ok(found.person)
}

struct Found {
    person: PersonId,
    new: bool,
    changed: bool,
}

async fn by_email(
    tx: &mut Tx,
    email: &Email,
    phone: Option<&Phone>,
    name: Option<&str>,
    channel: &ChannelCode,
    evidence: Evidence,
) -> Result<Found, Error> {
    if let Some(person) = identifier::holder(tx, Kind::Email, email.as_str()).await? {
        let changed = evidence != Evidence::Stated
            && identifier::claim(tx, person, Kind::Email, email.as_str(), evidence).await?
                == Claim::Ours(true);
        return Ok(Found { person, new: false, changed });
    }
    // Staff see the person: an address they take down belongs to the phone's profile if that has none yet.
    if let (Evidence::Staff, Some(phone)) = (evidence, phone)
        && let Some(person) = identifier::holder(tx, Kind::Phone, phone.as_str()).await?
        && !has(tx, person, Kind::Email).await?
        && identifier::claim(tx, person, Kind::Email, email.as_str(), evidence).await? == Claim::New
    {
        return Ok(Found { person, new: false, changed: true });
    }
    claim_or_create(tx, Kind::Email, email.as_str(), name, channel, evidence).await
}

async fn by_phone(
    tx: &mut Tx,
    phone: &Phone,
    name: Option<&str>,
    channel: &ChannelCode,
    evidence: Evidence,
) -> Result<Found, Error> {
    if let Some(person) = identifier::holder(tx, Kind::Phone, phone.as_str()).await? {
        let changed = evidence != Evidence::Stated
            && identifier::claim(tx, person, Kind::Phone, phone.as_str(), evidence).await?
                == Claim::Ours(true);
        return Ok(Found { person, new: false, changed });
    }
    claim_or_create(tx, Kind::Phone, phone.as_str(), name, channel, evidence).await
}

/// The key is claimed before the person is made: of two units that meet the same stranger, one makes the person and
/// the other finds it.
async fn claim_or_create(
    tx: &mut Tx,
    kind: Kind,
    value: &str,
    name: Option<&str>,
    channel: &ChannelCode,
    evidence: Evidence,
) -> Result<Found, Error> {
    let person: PersonId = tx.new_id();
    match identifier::claim(tx, person, kind, value, evidence).await? {
        Claim::New => {
            identifier::create(tx, person, name, channel).await?;
            Ok(Found { person, new: true, changed: false })
        }
        Claim::Held(person) => Ok(Found { person, new: false, changed: false }),
        Claim::Ours(_) => unreachable!("a fresh id holds nothing"),
    }
}

/// `true` if the person's phone is now known, or known better.
async fn give_phone(
    tx: &mut Tx,
    person: PersonId,
    phone: &Phone,
    channel: &ChannelCode,
    evidence: Evidence,
) -> Result<bool, Error> {
    match identifier::holder(tx, Kind::Phone, phone.as_str()).await? {
        Some(holder) if holder != person => {
            conflict::record(tx, Kind::Phone, phone.as_str(), person, holder, channel).await?;
            return Ok(false);
        }
        Some(_) if evidence == Evidence::Stated => return Ok(false),
        None if evidence == Evidence::Stated && has(tx, person, Kind::Phone).await? => return Ok(false),
        Some(_) | None => {}
    }
    match identifier::claim(tx, person, Kind::Phone, phone.as_str(), evidence).await? {
        Claim::New => Ok(true),
        Claim::Ours(better) => Ok(better),
        Claim::Held(holder) => {
            conflict::record(tx, Kind::Phone, phone.as_str(), person, holder, channel).await?;
            Ok(false)
        }
    }
}

async fn has(tx: &mut Tx, person: PersonId, kind: Kind) -> Result<bool, Error> {
    let some = tx
        .count(
            "SELECT COUNT(*) FROM customers_identifier WHERE person = $1 AND kind = $2",
            args![person, kind],
        )
        .await?;
    Ok(some > 0)
}
