//! What needs a person: work that a location rejected, units that nobody can provide, clocks that ran out, payments that
//! failed. Each has an owner and a timer; when the timer ends before it is solved, a role is told.

use kernel::{
    Capability, Everywhere, ExceptionId, Fact, FulfilmentId, LocationId, Locations, OrderId, Query, StaffId,
    Timestamp, Tx, args, uuids,
};

use crate::{Error, Escalated, ExceptionDue, ExceptionOpened, Order, store};

kernel::text_enum! {
    #[derive(PartialOrd, Ord, Hash)]
    pub enum ExceptionKind {
        /// A location could not provide goods that stand in its books.
        Rejected = "rejected",
        /// No place has the goods.
        Unfillable = "unfillable",
        /// A service clock ran out.
        Late = "late",
        /// Money did not come as it should.
        Payment = "payment",
        /// A carrier did not do what it was asked for, or a parcel did not arrive.
        Carrier = "carrier",
    }
}

kernel::text_enum! {
    /// ```text
    /// open ──▶ taken ──▶ solved
    ///   └────────────────▲
    /// ```
    pub enum ExceptionState {
        Open = "open",
        /// Somebody looks after it.
        Taken = "taken",
        Solved = "solved",
    }
}

#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Exception {
    pub id: ExceptionId,
    pub order_id: OrderId,
    pub number: String,
    pub kind: ExceptionKind,
    pub fulfilment: Option<FulfilmentId>,
    pub location: Option<LocationId>,
    pub state: ExceptionState,
    /// A code: the reason, or the clock.
    pub detail: String,
    pub owner: Option<StaffId>,
    pub opened_at: Timestamp,
    pub due_at: Timestamp,
    pub escalated_at: Option<Timestamp>,
    pub escalated_to: Option<String>,
    pub solved_at: Option<Timestamp>,
    pub solved_by: Option<String>,
    pub note: Option<String>,
}

macro_rules! exception_columns {
    () => {
        "SELECT e.id, e.order_id, o.number, e.kind, e.fulfilment, e.location, e.state, e.detail, e.owner, e.opened_at,
                e.due_at, e.escalated_at, e.escalated_to, e.solved_at, e.solved_by, e.note
         FROM orders_exception e JOIN orders_order o ON o.id = e.order_id "
    };
}

#[derive(Debug, Clone, Default)]
pub struct ExceptionFilter {
    pub kind: Option<ExceptionKind>,
    pub owner: Option<StaffId>,
    pub location: Option<LocationId>,
    /// Those that were solved too, newest first.
    pub with_solved: Option<Timestamp>,
}

/// What waits for a person, most urgent first; narrowed to what the actor may see.
pub async fn exceptions(
    q: &mut impl Query,
    filter: &ExceptionFilter,
    scope: &Locations,
) -> Result<Vec<Exception>, Error> {
    let (everywhere, places) = match scope {
        Locations::All => (1i64, uuids(Vec::<LocationId>::new())),
        Locations::Only(places) => (0i64, uuids(places.iter().copied())),
    };
    Ok(q.all(
        concat!(
            exception_columns!(),
            "WHERE (e.solved_at IS NULL OR e.solved_at >= $1) AND ($2 IS NULL OR e.kind = $2)
                 AND ($3 IS NULL OR e.owner = $3) AND ($4 IS NULL OR e.location = $4)
                 AND ($5 = 1 OR e.location IN {uuids $6})
             ORDER BY CASE WHEN e.solved_at IS NULL THEN 0 ELSE 1 END, e.due_at, e.id LIMIT 500"
        ),
        args![
            filter.with_solved.unwrap_or(Timestamp::from_millis(FAR_MILLIS)),
            filter.kind,
            filter.owner,
            filter.location,
            everywhere,
            places
        ],
    )
    .await?)
}
/// Nothing is solved after the year 9999.
const FAR_MILLIS: i64 = 253_402_300_799_000;

pub async fn exception(q: &mut impl Query, id: ExceptionId) -> Result<Exception, Error> {
    let found: Option<Exception> =
        q.maybe(concat!(exception_columns!(), "WHERE e.id = $1"), args![id]).await?;
    found.ok_or(Error::UnknownException(id))
}

/// Everything about one order, oldest first.
pub async fn exceptions_of(q: &mut impl Query, order: OrderId) -> Result<Vec<Exception>, Error> {
    Ok(q.all(concat!(exception_columns!(), "WHERE e.order_id = $1 ORDER BY e.opened_at, e.id"), args![order])
        .await?)
}

pub(crate) struct Open {
    pub kind: ExceptionKind,
    pub fulfilment: Option<FulfilmentId>,
    pub location: Option<LocationId>,
    pub detail: String,
    /// Otherwise the policy's time.
    pub due_at: Option<Timestamp>,
}

/// Opens one, unless the same is open already.
pub(crate) async fn open(tx: &mut Tx, order: &Order, new: Open) -> Result<(), Error> {
    let trade = crate::memory::trade(tx, &order.channel).await?;
    let at = tx.now();
    let due = new.due_at.unwrap_or(at.plus_minutes(trade.service.exceptions.minutes(new.kind)));
    let id = tx.new_id::<ExceptionId>();
    let opened = tx
        .exec(
            "INSERT INTO orders_exception
                 (order_id, id, kind, fulfilment, location, state, detail, opened_at, due_at)
             SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9
             WHERE NOT EXISTS (SELECT 1 FROM orders_exception WHERE order_id = $1 AND kind = $3
                 AND fulfilment IS NOT DISTINCT FROM $4 AND detail = $7 AND solved_at IS NULL)",
            args![
                order.id,
                id,
                new.kind,
                new.fulfilment,
                new.location,
                ExceptionState::Open,
                new.detail,
                at,
                due
            ],
        )
        .await?;
    if opened == 1 {
        tx.publish_at(due, &ExceptionDue { exception: id, order: order.id }).await?;
        let (kind, fulfilment, location) = (new.kind, new.fulfilment, new.location);
        tx.publish(&ExceptionOpened { exception: id, order: order.id, kind, fulfilment, location }).await?;
    }
    Ok(())
}

/// What it was about is over: those of these kinds about this fulfilment, or all about the order.
pub(crate) async fn settle(
    tx: &mut Tx,
    order: OrderId,
    fulfilment: Option<FulfilmentId>,
    kinds: &[ExceptionKind],
) -> Result<(), Error> {
    let at = tx.now();
    let ended: Vec<(ExceptionId,)> = tx
        .all(
            "UPDATE orders_exception SET state = $4, solved_at = $5, solved_by = 'system'
             WHERE order_id = $1 AND ($2 IS NULL OR fulfilment = $2) AND kind IN {texts $3} AND solved_at IS NULL
             RETURNING id",
            args![
                order,
                fulfilment,
                kernel::texts(kinds.iter().map(|kind| kind.as_str())),
                ExceptionState::Solved,
                at
            ],
        )
        .await?;
    for (id,) in ended {
        tx.cancel::<ExceptionDue>(id).await?;
    }
    Ok(())
}

/// Staff of the place, and those who look after all orders.
fn may_look_after(tx: &Tx, it: &Exception) -> Result<(), Error> {
    if tx.actor().allows(Capability::ManageOrders, Everywhere) {
        return Ok(());
    }
    match it.location {
        Some(location) => Ok(tx.require(Capability::FulfilOrders, location)?),
        None => Ok(tx.require(Capability::ManageOrders, Everywhere)?),
    }
}

/// The actor looks after it from now on. Taking over from somebody else is allowed: they may have gone home.
pub async fn take_exception(tx: &mut Tx, id: ExceptionId) -> Result<Exception, Error> {
    let me = tx.actor().staff().ok_or(Error::invalid("/owner", "only people look after something"))?;
    assign(tx, id, me).await
}

/// Somebody else looks after it.
pub async fn assign_exception(tx: &mut Tx, id: ExceptionId, owner: StaffId) -> Result<Exception, Error> {
    tx.require(Capability::ManageOrders, Everywhere)?;
    assign(tx, id, owner).await
}

async fn assign(tx: &mut Tx, id: ExceptionId, owner: StaffId) -> Result<Exception, Error> {
    let found = exception(tx, id).await?;
    may_look_after(tx, &found)?;
    let taken = tx
        .exec(
            "UPDATE orders_exception SET state = $3, owner = $4 WHERE order_id = $1 AND id = $2 AND solved_at IS NULL",
            args![found.order_id, id, ExceptionState::Taken, owner],
        )
        .await?;
    if taken == 0 { Err(Error::ExceptionSolved(id)) } else { exception(tx, id).await }
}

/// Done, with a word about how. Solving twice is harmless.
pub async fn solve_exception(tx: &mut Tx, id: ExceptionId, note: Option<String>) -> Result<Exception, Error> {
    let note = note.map(|it| it.trim().to_owned()).filter(|it| !it.is_empty());
    if note.as_ref().is_some_and(|it| it.chars().count() > 500) {
        return Err(Error::invalid("/note", "a note has at most 500 characters"));
    }
    let found = exception(tx, id).await?;
    may_look_after(tx, &found)?;
    let (at, by) = (tx.now(), tx.actor().to_string());
    tx.exec(
        "UPDATE orders_exception SET state = $3, solved_at = $4, solved_by = $5, note = $6
         WHERE order_id = $1 AND id = $2 AND solved_at IS NULL",
        args![found.order_id, id, ExceptionState::Solved, at, by, note],
    )
    .await?;
    tx.cancel::<ExceptionDue>(id).await?;
    exception(tx, id).await
}

/// Nobody solved it in time: a role is told, once.
pub async fn on_exception_due(tx: &mut Tx, _fact: &Fact, due: ExceptionDue) -> Result<(), Error> {
    let Some(order) = store::find(tx, due.order).await? else { return Ok(()) };
    let role = crate::memory::trade(tx, &order.channel).await?.service.exceptions.escalate_to.clone();
    let at = tx.now();
    let told = tx
        .exec(
            "UPDATE orders_exception SET escalated_at = $3, escalated_to = $4
             WHERE order_id = $1 AND id = $2 AND solved_at IS NULL AND escalated_at IS NULL AND due_at <= $3",
            args![due.order, due.exception, at, role],
        )
        .await?;
    if told == 1 {
        let it = exception(tx, due.exception).await?;
        let (kind, location) = (it.kind, it.location);
        tx.publish(&Escalated { exception: it.id, order: due.order, kind, location, role }).await?;
    }
    Ok(())
}
