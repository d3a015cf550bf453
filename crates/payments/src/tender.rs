//! Taking money over the counter: cash with change, or a card at the till's terminal.

use kernel::{
    Capability, IntentId, LocationId, Money, OrderId, PersonId, TenderId, TillId, Timestamp, Tx, args,
};

use crate::event::Captured;
use crate::open::{Terms, open_with};
use crate::outcome::note;
use crate::{CaptureMode, Error, Intent, Method, OpenIntent, TransactionKind, credit, query};

/// A way of paying that was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tender {
    pub id: TenderId,
    pub order: OrderId,
    pub intent: IntentId,
    pub method: Method,
    pub amount: Money,
    /// Cash put on the counter.
    pub given: Option<Money>,
    pub change: Money,
    pub till: Option<TillId>,
    pub location: Option<LocationId>,
    /// What the terminal or the provider calls it.
    pub reference: Option<String>,
    /// Whose store credit it was.
    pub person: Option<PersonId>,
    pub taken_at: Timestamp,
}

#[derive(Debug, Clone)]
pub struct TakeTender {
    /// Chosen by the till, so that a retry is recognised.
    pub id: TenderId,
    pub order: OrderId,
    /// The debt it pays. Without one, the debt is noted along with the money, as in a sale.
    pub intent: Option<IntentId>,
    /// [`Method::Cash`] or [`Method::Card`]; store credit comes by `spend_credit`.
    pub method: Method,
    pub amount: Money,
    /// Cash only; the difference is the change.
    pub given: Option<Money>,
    pub till: Option<TillId>,
    pub location: LocationId,
    pub reference: Option<String>,
}

/// Takes money: granted and moved in the same moment.
pub async fn take_tender(tx: &mut Tx, request: TakeTender) -> Result<Tender, Error> {
    take(tx, request, None).await
}

/// `person` is whose store credit pays.
pub(crate) async fn take(
    tx: &mut Tx,
    request: TakeTender,
    person: Option<PersonId>,
) -> Result<Tender, Error> {
    tx.require(Capability::TakePayments, request.location)?;
    if request.method == Method::StoreCredit && person.is_none() {
        return Err(Error::CreditNeedsPerson);
    }
    let tender = accept(&request, tx.now())?;
    let mut intent = debt(tx, &request, person).await?;
    let tender = Tender { intent: intent.id, person, ..tender };
    if !insert(tx, &tender).await? {
        return repeat(tx, tender).await;
    }
    // What is held somewhere pays already.
    if intent.is_over() || !intent.held().is_zero() || !intent.claimed.is_zero() {
        return Err(Error::NotPayable(intent.id));
    }
    if tender.amount.minor > intent.due().minor {
        return Err(Error::MoreThanDue { wanted: tender.amount, due: intent.due() });
    }
    if let Some(person) = tender.person {
        credit::spend_free(tx, person, tender.order, &tender.id.to_string(), tender.amount).await?;
    }
    intent.hear(TransactionKind::Captured, tender.amount)?;
    query::save(tx, &intent).await?;
    note(tx, &intent, TransactionKind::Captured, &tender.id.to_string(), tender.amount, tender.taken_at)
        .await?;
    tx.publish(&Captured { order: tender.order, intent: intent.id, amount: tender.amount }).await?;
    Ok(tender)
}

/// The rules of the counter.
fn accept(request: &TakeTender, at: Timestamp) -> Result<Tender, Error> {
    if request.amount.minor <= 0 {
        return Err(Error::AmountNotPositive);
    }
    let given = match request.method {
        Method::Cash => Some(request.given.unwrap_or(request.amount)),
        Method::Card | Method::OnPickup | Method::Online | Method::StoreCredit => None,
    };
    let currency = request.amount.currency;
    let change = match given {
        None => Money::zero(currency),
        Some(given) => {
            let change = given
                .minus(request.amount)
                .ok_or(Error::ForeignCurrency { expected: currency, got: given.currency })?;
            if change.minor < 0 {
                return Err(Error::TooLittleCash { amount: request.amount, given });
            }
            change
        }
    };
    Ok(Tender {
        id: request.id,
        order: request.order,
        intent: request.intent.unwrap_or_else(|| IntentId::fresh(at)),
        method: request.method,
        amount: request.amount,
        given,
        change,
        till: request.till,
        location: Some(request.location),
        reference: request.reference.clone(),
        person: None,
        taken_at: at,
    })
}

async fn debt(tx: &mut Tx, request: &TakeTender, person: Option<PersonId>) -> Result<Intent, Error> {
    match request.intent {
        Some(intent) => query::lock(tx, request.order, intent).await,
        None => {
            let new = OpenIntent {
                // A sale's debt bears the same number as the tender that pays it: a retry finds it.
                id: kernel::Id::from_uuid(kernel::Id::uuid(request.id)),
                order: request.order,
                amount: request.amount,
                method: request.method,
                provider: None,
                return_url: None,
            };
            let terms = Terms { capture: CaptureMode::Immediate, person };
            Ok(open_with(tx, new, terms).await?.0)
        }
    }
}

async fn insert(tx: &mut Tx, tender: &Tender) -> Result<bool, Error> {
    let stored = tx
        .exec(
            "INSERT INTO payments_tender
                 (order_id, id, intent, method, amount_minor, given_minor, change_minor, currency, till, location, reference,
                  person, taken_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
             ON CONFLICT (order_id, id) DO NOTHING",
            args![
                tender.order,
                tender.id,
                tender.intent,
                tender.method,
                tender.amount.minor,
                tender.given.map(|given| given.minor),
                tender.change.minor,
                tender.amount.currency,
                tender.till,
                tender.location,
                tender.reference,
                tender.person,
                tender.taken_at
            ],
        )
        .await?;
    Ok(stored == 1)
}

/// A used id is answered only if it took the same money.
async fn repeat(tx: &mut Tx, asked: Tender) -> Result<Tender, Error> {
    let known = query::tenders(tx, asked.order).await?;
    let same = |it: &Tender| {
        it.id == asked.id
            && (it.method, it.amount, it.given, it.person)
                == (asked.method, asked.amount, asked.given, asked.person)
    };
    known.into_iter().find(same).ok_or(Error::IdTaken(asked.id.to_string()))
}
