//! Giving back a part of what an order paid, to where it came from, or as store credit if the shopper agreed to that.

use kernel::{Money, OrderId, PersonId, TenderId, Tx};

use crate::refund::{Grant, grant};
use crate::{Error, GrantRefund, Refund, plan, query};

/// For a verb of another context that knows who may ask. `key` is the caller's name of the occasion (a return, a
/// cancellation): the same again gives nothing more. Any sequence of these adds up to the cent.
pub async fn give_back(
    tx: &mut Tx,
    order: OrderId,
    amount: Money,
    reason: &str,
    key: &str,
) -> Result<Vec<Refund>, Error> {
    divide(tx, order, amount, reason, key, None).await
}

/// The same into the person's store credit, which the law allows only where the consumer expressly agreed.
pub async fn give_back_as_credit(
    tx: &mut Tx,
    order: OrderId,
    person: PersonId,
    amount: Money,
    reason: &str,
    key: &str,
) -> Result<Vec<Refund>, Error> {
    divide(tx, order, amount, reason, key, Some(person)).await
}

async fn divide(
    tx: &mut Tx,
    order: OrderId,
    amount: Money,
    reason: &str,
    key: &str,
    to: Option<PersonId>,
) -> Result<Vec<Refund>, Error> {
    if amount.minor <= 0 {
        return Err(Error::AmountNotPositive);
    }
    let intents = query::lock_all(tx, order).await?;
    let refunds = query::refunds(tx, order).await?;
    let earlier: Vec<Refund> =
        refunds.iter().filter(|it| it.cause.as_deref() == Some(key)).cloned().collect();
    if !earlier.is_empty() {
        let given: i64 = earlier.iter().map(|it| it.amount.minor).sum();
        let same = given == amount.minor && earlier.iter().all(|it| it.person == to || to.is_none());
        return if same { Ok(earlier) } else { Err(Error::IdTaken(key.to_owned())) };
    }
    if let Some(foreign) = intents.iter().find(|it| it.amount.currency != amount.currency) {
        return Err(Error::ForeignCurrency { expected: foreign.amount.currency, got: amount.currency });
    }
    let tenders = query::tenders(tx, order).await?;
    let parts = plan::split(amount, &plan::sources(&intents, &tenders, &refunds))?;
    let mut given = Vec::new();
    for (from, part) in parts {
        let request = GrantRefund {
            id: tx.new_id::<TenderId>(),
            order,
            intent: from.intent,
            amount: part,
            reason: reason.to_owned(),
        };
        let tender = tenders.iter().find(|it| from.tender == Some(it.id));
        given.push(grant(tx, Grant { request, tender, cause: Some(key.to_owned()), to }).await?);
    }
    Ok(given)
}
