//! Who did what to an order, and when: every change, as codes.

use kernel::{BasketId, EventId, FulfilmentId, OrderId, Query, Timestamp, Tx, args};

use crate::{Error, Life};

kernel::text_enum! {
    pub enum What {
        Placed = "placed",
        Sold = "sold",
        Paid = "paid",
        PaymentFailed = "payment_failed",
        PaymentOpened = "payment_opened",
        /// Money that the order counted on will not come.
        PaymentLost = "payment_lost",
        CaptureAsked = "capture_asked",
        Released = "released",
        Accepted = "accepted",
        Picked = "picked",
        Staged = "staged",
        Packed = "packed",
        Unpacked = "unpacked",
        HandedOver = "handed_over",
        Shipped = "shipped",
        Rejected = "rejected",
        Reallotted = "reallotted",
        Parked = "parked",
        Dispatched = "dispatched",
        Received = "received",
        Cancelled = "cancelled",
        Expired = "expired",
        RefundGranted = "refund_granted",
        Changed = "changed",
        ReturnOpened = "return_opened",
        ReturnReceived = "return_received",
        Returned = "returned",
        ReturnRejected = "return_rejected",
        ReturnCancelled = "return_cancelled",
        Exchanged = "exchanged",
        ComplaintOpened = "complaint_opened",
        ComplaintAnswered = "complaint_answered",
        ComplaintWithdrawn = "complaint_withdrawn",
    }
}

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Entry {
    pub id: EventId,
    pub at: Timestamp,
    pub actor: String,
    pub what: What,
    pub fulfilment: Option<FulfilmentId>,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// What changed, in codes: `open` became `picked`, proof was `code`.
#[derive(Default)]
pub(crate) struct Change {
    pub fulfilment: Option<FulfilmentId>,
    pub before: Option<String>,
    pub after: Option<String>,
}
impl Change {
    pub fn states(before: impl std::fmt::Display, after: impl std::fmt::Display) -> Self {
        Self { fulfilment: None, before: Some(before.to_string()), after: Some(after.to_string()) }
    }
    pub fn after(after: impl std::fmt::Display) -> Self {
        Self { fulfilment: None, before: None, after: Some(after.to_string()) }
    }
    pub fn of(self, fulfilment: FulfilmentId) -> Self {
        Self { fulfilment: Some(fulfilment), ..self }
    }
}

pub(crate) async fn note(tx: &mut Tx, order: OrderId, what: What, change: Change) -> Result<(), Error> {
    let (id, at, actor) = (tx.new_id::<EventId>(), tx.now(), tx.actor().to_string());
    tx.exec(
        "INSERT INTO orders_history (order_id, id, at, actor, what, fulfilment, before, after)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![order, id, at, actor, what, change.fulfilment, change.before, change.after],
    )
    .await?;
    Ok(())
}

/// From placing on, oldest first.
pub async fn history(q: &mut impl Query, order: OrderId) -> Result<Vec<Entry>, Error> {
    let placed: Option<(Timestamp, String, Option<BasketId>)> =
        q.maybe("SELECT placed_at, placed_by, basket FROM orders_order WHERE id = $1", args![order]).await?;
    let (at, actor, basket) = placed.ok_or(Error::UnknownOrder(order.to_string()))?;
    let rest: Vec<Entry> = q
        .all(
            "SELECT id, at, actor, what, fulfilment, before, after FROM orders_history
             WHERE order_id = $1 ORDER BY at, id",
            args![order],
        )
        .await?;
    // What did not come out of a basket was sold over the counter.
    let (what, after) = match basket {
        Some(_) => (What::Placed, Life::Placed),
        None => (What::Sold, Life::Completed),
    };
    let first = Entry {
        id: kernel::Id::from_uuid(kernel::Id::uuid(order)),
        at,
        actor,
        what,
        fulfilment: None,
        before: None,
        after: Some(after.to_string()),
    };
    Ok([first].into_iter().chain(rest).collect())
}
