//! Opening an intent: an order owes an amount.

use kernel::{IntentId, Money, OrderId, PersonId, Tx, args};

use crate::{CaptureMode, Error, Intent, Method, State, query};

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

/// Notes that the order owes `amount`, taken with the shopper's yes. One statement; the same request again changes nothing.
pub async fn open_intent(tx: &mut Tx, request: OpenIntent) -> Result<Intent, Error> {
    let terms = Terms { capture: CaptureMode::Immediate, person: None };
    Ok(open_with(tx, request, terms).await?.0)
}

/// The same, but the provider shall hold the money until [`crate::grant_capture`]. Means of payment that cannot be held
/// (BLIK, pay-by-link) are taken at once all the same.
pub async fn open_to_capture(tx: &mut Tx, request: OpenIntent) -> Result<Intent, Error> {
    if request.method != Method::Online {
        return Err(Error::NotOnline(request.id));
    }
    let terms = Terms { capture: CaptureMode::AuthoriseThenCapture, person: None };
    Ok(open_with(tx, request, terms).await?.0)
}

/// What the caller does not choose freely.
pub(crate) struct Terms {
    pub capture: CaptureMode,
    /// Whose store credit it is.
    pub person: Option<PersonId>,
}

/// The intent, and whether it is new.
pub(crate) async fn open_with(
    tx: &mut Tx,
    request: OpenIntent,
    terms: Terms,
) -> Result<(Intent, bool), Error> {
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
        capture: terms.capture,
        state: State::Open,
        amount: request.amount,
        authorised: zero,
        captured: zero,
        claimed: zero,
        released: zero,
        granted: zero,
        refunded: zero,
        provider: request.provider,
        provider_ref: None,
        redirect_url: None,
        return_url: request.return_url,
        expires_at: None,
        decline: None,
        person: terms.person,
        created_at: at,
        version: 1,
    };
    let stored = tx
        .exec(
            "INSERT INTO payments_intent
                 (order_id, id, method, capture, state, amount_minor, currency, provider, return_url, person, created_at,
                  updated_at, version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, 1)
             ON CONFLICT (order_id, id) DO NOTHING",
            args![
                intent.order,
                intent.id,
                intent.method,
                intent.capture,
                intent.state,
                intent.amount.minor,
                intent.amount.currency,
                intent.provider,
                intent.return_url,
                intent.person,
                at
            ],
        )
        .await?;
    if stored == 1 {
        return Ok((intent, true));
    }
    let earlier = query::of_order(tx, intent.order, intent.id).await?;
    let terms = |it: &Intent| (it.amount, it.method, it.capture, it.person);
    if terms(&earlier) == terms(&intent) {
        Ok((earlier, false))
    } else {
        Err(Error::IdTaken(intent.id.to_string()))
    }
}
