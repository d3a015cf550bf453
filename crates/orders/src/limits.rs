//! Who may reserve in a store without paying: how much waits already, how dear it is, how often nobody came.

use customers::{Email, Phone};
use kernel::{Money, PersonId, Query, Timestamp, Tx, args};

use crate::{Contact, Error, FulfilmentState, Life, PaymentState, PickupRules};

/// The buyer of an order as the limits see them: the person, or whoever has this address or number.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Buyer<'a> {
    pub person: Option<PersonId>,
    pub contact: &'a Contact,
}

/// Refuses what the policy does not allow.
pub(crate) async fn check(
    tx: &mut Tx,
    rules: &PickupRules,
    buyer: Buyer<'_>,
    total: Money,
) -> Result<(), Error> {
    if let Some(most) = rules.max_unpaid_value
        && total.minor > most
    {
        return Err(Error::PickupTooDear(Money::new(most, total.currency)));
    }
    let (email, phone) = (buyer.contact.email.clone(), buyer.contact.phone.clone());
    if let Some(most) = rules.max_open_unpaid {
        let wait = unpaid(tx, buyer.person, &email, &phone).await?;
        if wait >= most {
            return Err(Error::TooManyPickups(wait));
        }
    }
    if let Some(most) = rules.max_no_shows {
        let since = tx.now().plus_days(-rules.no_show_days);
        let missed = missed(tx, buyer.person, &email, &phone, since).await?;
        if missed >= most {
            return Err(Error::PayFirst(missed));
        }
    }
    Ok(())
}

async fn unpaid(
    q: &mut impl Query,
    person: Option<PersonId>,
    email: &Option<Email>,
    phone: &Option<Phone>,
) -> Result<i64, Error> {
    Ok(q.count(
        "SELECT COUNT(*) FROM orders_order
         WHERE life = $4 AND payment = $5 AND (person = $1 OR email = $2 OR phone = $3)",
        args![person, *email, *phone, Life::Placed, PaymentState::DueAtPickup],
    )
    .await?)
}

/// Reservations that nobody came for: what was paid and not collected is another story.
async fn missed(
    q: &mut impl Query,
    person: Option<PersonId>,
    email: &Option<Email>,
    phone: &Option<Phone>,
    since: Timestamp,
) -> Result<i64, Error> {
    Ok(q.count(
        "SELECT COUNT(*) FROM orders_order o JOIN orders_fulfilment f ON f.order_id = o.id
         WHERE (o.person = $1 OR o.email = $2 OR o.phone = $3) AND f.state = $4 AND f.closed_at >= $5
             AND o.payment NOT IN ('refunded', 'partly_refunded')",
        args![person, *email, *phone, FulfilmentState::Expired, since],
    )
    .await?)
}

/// How often reservations of this person were not collected since then.
pub async fn no_shows(q: &mut impl Query, person: PersonId, since: Timestamp) -> Result<i64, Error> {
    missed(q, Some(person), &None, &None, since).await
}
