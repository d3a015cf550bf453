//! Owing less: units were cancelled before they were paid.

use kernel::{IntentId, Money, OrderId, Tx, args};

use crate::{Error, Intent, Method, State, credit, query};

/// From now on the intent asks for `amount`, which is not below what came in or was asked for. For a verb of another context.
///
/// Store credit above it is free at once; what a provider holds above it stays there until `release_rest`.
pub async fn reduce(tx: &mut Tx, order: OrderId, id: IntentId, amount: Money) -> Result<Intent, Error> {
    let mut intent = query::lock(tx, order, id).await?;
    if amount.currency != intent.amount.currency {
        return Err(Error::ForeignCurrency { expected: intent.amount.currency, got: amount.currency });
    }
    if intent.is_over() || amount.minor <= 0 || amount.minor < intent.captured.minor + intent.claimed.minor {
        return Err(Error::NotPayable(id));
    }
    if amount.minor > intent.amount.minor {
        return Err(Error::MoreThanDue { wanted: amount, due: intent.amount });
    }
    intent.amount = amount;
    if intent.captured == amount {
        intent.state = State::Captured;
    }
    tx.exec(
        "UPDATE payments_intent SET amount_minor = $3, state = $4 WHERE order_id = $1 AND id = $2",
        args![order, id, amount.minor, intent.state],
    )
    .await?;
    if let (Method::StoreCredit, Some(person)) = (intent.method, intent.person) {
        let free = Money::new(intent.held().minor - intent.capturable().minor, amount.currency);
        intent.released.minor += free.minor;
        credit::release_held(tx, person, free).await?;
        query::save(tx, &intent).await?;
    }
    Ok(intent)
}
