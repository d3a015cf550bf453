//! Opening an intent: an order owes an amount.

use kernel::{IntentId, Money, OrderId, Tx, args};

use crate::{Error, Intent, Method, State, query};

#[derive(Debug, Clone)]
pub struct OpenIntent {
    pub id: IntentId,
    pub order: OrderId,
    pub amount: Money,
    pub method: Method,
    /// Who shall take the money, for [`Method::Online`].
    pub provider: Option<String>,
    /// Where the provider sends the shopper afterwards.
    pub return_url: Option<String>,
}

/// Notes that the order owes `amount`. One statement; the same request again changes nothing.
pub async fn open_intent(tx: &mut Tx, request: OpenIntent) -> Result<Intent, Error> {
    if request.amount.minor <= 0 {
        return Err(Error::AmountNotPositive);
    }
    if request.method == Method::Online && request.provider.is_none() {
        return Err(Error::UnknownProvider(String::new()));
    }
    let at = tx.now();
    let zero = Money::zero(request.amount.currency);
    let intent = Intent {
        id: request.id,
        order: request.order,
        method: request.method,
        state: State::Open,
        amount: request.amount,
        authorised: zero,
        captured: zero,
        granted: zero,
        refunded: zero,
        provider: request.provider,
        provider_ref: None,
        redirect_url: None,
        return_url: request.return_url,
        created_at: at,
        version: 1,
    };
    let stored = tx
        .exec(
            "INSERT INTO payments_intent
                 (order_id, id, method, state, amount_minor, currency, provider, return_url, created_at, updated_at, version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, 1)
             ON CONFLICT (order_id, id) DO NOTHING",
            args![
                intent.order,
                intent.id,
                intent.method,
                intent.state,
                intent.amount.minor,
                intent.amount.currency,
                intent.provider,
                intent.return_url,
                at
            ],
        )
        .await?;
    if stored == 1 {
        return Ok(intent);
    }
    let earlier = query::of_order(tx, intent.order, intent.id).await?;
    if (earlier.amount, earlier.method) == (intent.amount, intent.method) {
        Ok(earlier)
    } else {
        Err(Error::IdTaken(intent.id.to_string()))
    }
}
