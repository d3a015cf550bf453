//! Sending the shopper to the provider: ask outside any unit of work, then record the answer.

use kernel::{Actor, Db, IntentId, OrderId, Query, Tx, args};

use crate::provider::{ProviderError, Providers, Start, Started};
use crate::work::{SendVoid, reconcile_later};
use crate::{Error, Intent, State, query};

/// What the payment page is told about the shopper.
#[derive(Debug, Clone, Default)]
pub struct Shopper {
    /// `pl` or `en`.
    pub lang: String,
    pub email: Option<String>,
    /// What the shopper pays for, for example the order number.
    pub description: String,
    /// Where the shopper comes back to, if the intent does not say.
    pub return_url: Option<String>,
}

/// Where to send the shopper. Asked again, the same page.
pub async fn start(
    db: &Db,
    providers: &Providers,
    actor: &Actor,
    id: IntentId,
    shopper: Shopper,
) -> Result<Started, Error> {
    let intent = query::intent(&mut db.read().await?, id).await?;
    if let (Some(provider_ref), Some(redirect_url), false) =
        (&intent.provider_ref, &intent.redirect_url, intent.is_over())
    {
        return Ok(Started { provider_ref: provider_ref.clone(), redirect_url: redirect_url.clone() });
    }
    if intent.is_over() {
        return Err(Error::NotPayable(id));
    }
    let return_url = intent.return_url.clone().or(shopper.return_url);
    let (Some(name), Some(return_url)) = (&intent.provider, return_url) else {
        return Err(Error::NotOnline(id));
    };
    let provider = providers.get(name).ok_or_else(|| Error::UnknownProvider(name.clone()))?;
    let request = Start {
        intent: id,
        order: intent.order,
        amount: intent.amount,
        capture: intent.capture,
        description: shopper.description,
        return_url,
        lang: shopper.lang,
        email: shopper.email,
    };
    let started = provider.start(request).await.map_err(refusal)?;
    db.run(actor, async |tx| record_started(tx, intent.order, id, &started).await).await?;
    Ok(started)
}

pub(crate) fn refusal(error: ProviderError) -> Error {
    match error {
        ProviderError::Silent(why) => Error::ProviderSilent(why),
        ProviderError::Refused(why) | ProviderError::Signature(why) | ProviderError::Expired(why) => {
            Error::ProviderRefused(why)
        }
    }
}

/// Notes what the provider calls the payment. A callback may have been faster; nothing is taken back by this.
pub async fn record_started(
    tx: &mut Tx,
    order: OrderId,
    id: IntentId,
    started: &Started,
) -> Result<Intent, Error> {
    let mut intent = query::lock(tx, order, id).await?;
    if intent.provider_ref.as_deref() == Some(started.provider_ref.as_str()) {
        return Ok(intent);
    }
    let provider = intent.provider.clone().ok_or(Error::NotOnline(id))?;
    let fresh = tx
        .exec(
            "INSERT INTO payments_reference (provider, reference, order_id, intent) VALUES ($1, $2, $3, $4)
             ON CONFLICT (provider, reference) DO NOTHING",
            args![provider, started.provider_ref, order, id],
        )
        .await?;
    if fresh == 0 && by_reference(tx, &provider, &started.provider_ref).await? != Some(id) {
        return Err(Error::IdTaken(started.provider_ref.clone()));
    }
    if intent.state == State::Open {
        intent.state = State::Pending;
    }
    intent.provider_ref = Some(started.provider_ref.clone());
    intent.redirect_url = Some(started.redirect_url.clone());
    tx.exec(
        "UPDATE payments_intent SET state = $3, provider_ref = $4, redirect_url = $5 WHERE order_id = $1 AND id = $2",
        args![order, id, intent.state, intent.provider_ref, intent.redirect_url],
    )
    .await?;
    reconcile_later(tx, id, 0).await?;
    if intent.state == State::Voided {
        // Withdrawn while the provider was being asked: nobody has told it yet.
        tx.enqueue(&SendVoid { intent: id }).await?;
    }
    Ok(intent)
}

pub(crate) async fn by_reference(
    q: &mut impl Query,
    provider: &str,
    reference: &str,
) -> Result<Option<IntentId>, Error> {
    let found: Option<(IntentId,)> = q
        .maybe(
            "SELECT intent FROM payments_reference WHERE provider = $1 AND reference = $2",
            args![provider.to_owned(), reference.to_owned()],
        )
        .await?;
    Ok(found.map(|(intent,)| intent))
}
