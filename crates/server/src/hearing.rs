//! Who hears what. A context that stands above another one hears its events itself; where a lower one has to react to a
//! higher one, the event is translated here into the lower one's verb.

use kernel::{ChannelCode, Consumer, Fact, LineId, Money, OrderId, PersonId, Tx, on};
use serde_json::json;

/// Every consumer of this release. A name never changes: the cursor hangs on it.
pub fn consumers() -> Vec<Consumer> {
    let mut loyalty = loyalty::consumer();
    loyalty.handlers.extend([
        on!(orders::HandedOver => earn_by_hand_over),
        on!(orders::Sold => earn_by_sale),
        on!(orders::Shipped => earn_by_parcel),
        on!(orders::Returned => take_points_back),
    ]);
    vec![
        inventory::consumer(),
        payments::consumer(),
        orders::consumer(),
        loyalty,
        conversations::consumer(),
        timeline(),
    ]
}

/// Points for what was paid, whichever way the goods went.
async fn earn(
    tx: &mut Tx,
    fact: &Fact,
    person: Option<PersonId>,
    order: OrderId,
    lines: Vec<(LineId, Money)>,
) -> Result<(), loyalty::Error> {
    let Some(person) = person else { return Ok(()) };
    loyalty::earn(tx, loyalty::Earn { person, order, reference: fact.id, lines, at: fact.at }).await?;
    Ok(())
}
fn paid(lines: &[orders::Units]) -> Vec<(LineId, Money)> {
    lines.iter().map(|units| (units.line, units.gross)).collect()
}
async fn earn_by_hand_over(tx: &mut Tx, fact: &Fact, it: orders::HandedOver) -> Result<(), loyalty::Error> {
    earn(tx, fact, it.person, it.order, paid(&it.lines)).await
}
async fn earn_by_sale(tx: &mut Tx, fact: &Fact, it: orders::Sold) -> Result<(), loyalty::Error> {
    earn(tx, fact, it.person, it.order, paid(&it.lines)).await
}
async fn earn_by_parcel(tx: &mut Tx, fact: &Fact, it: orders::Shipped) -> Result<(), loyalty::Error> {
    earn(tx, fact, it.person, it.order, paid(&it.lines)).await
}

/// The points of the units that came back go with them.
async fn take_points_back(tx: &mut Tx, fact: &Fact, it: orders::Returned) -> Result<(), loyalty::Error> {
    let lines = it.lines.iter().map(|units| (units.line, units.returned, units.fulfilled)).collect();
    loyalty::take_back(tx, loyalty::TakeBack { order: it.order, lines, reference: fact.id }).await?;
    Ok(())
}

/// What becomes a moment of a person.
fn timeline() -> Consumer {
    Consumer::new(
        "timeline",
        vec![
            on!(orders::Placed => placed),
            on!(orders::Paid => was_paid),
            on!(orders::Ready => ready),
            on!(orders::HandedOver => handed_over),
            on!(orders::Sold => sold),
            on!(orders::Shipped => shipped),
            on!(orders::Cancelled => cancelled),
            on!(orders::Expired => expired),
            on!(orders::Changed => changed),
            on!(orders::ComplaintOpened => complaint_opened),
            on!(orders::ComplaintAnswered => complaint_answered),
            on!(orders::ComplaintWithdrawn => complaint_withdrawn),
            on!(orders::Exchanged => exchanged),
            on!(orders::ReturnOpened => return_opened),
            on!(orders::ReturnReceived => return_received),
            on!(orders::Returned => returned),
            on!(orders::ReturnRejected => return_rejected),
            on!(orders::ReturnCancelled => return_cancelled),
            on!(conversations::MailSent => mail_sent),
            on!(loyalty::PointsEarned => points_earned),
            on!(loyalty::PointsReversed => points_reversed),
            on!(inventory::Reserved => reserved),
        ],
    )
}

async fn remember(
    tx: &mut Tx,
    fact: &Fact,
    person: Option<PersonId>,
    channel: Option<ChannelCode>,
    data: serde_json::Value,
) -> Result<(), customers::Error> {
    let Some(person) = person else { return Ok(()) };
    let subject = match data.get("order").and_then(|it| it.as_str()) {
        Some(order) => order.to_owned(),
        None => fact.subject.clone(),
    };
    let moment = customers::Moment {
        person,
        at: fact.at,
        kind: fact.name.clone(),
        channel,
        subject,
        data,
        event: fact.id,
    };
    customers::remember(tx, moment).await?;
    Ok(())
}

async fn changed(tx: &mut Tx, fact: &Fact, it: orders::Changed) -> Result<(), customers::Error> {
    let data =
        json!({ "order": it.order, "kind": it.kind, "difference": it.difference, "refund": it.refund });
    remember(tx, fact, it.person, Some(it.channel), data).await
}
async fn exchanged(tx: &mut Tx, fact: &Fact, it: orders::Exchanged) -> Result<(), customers::Error> {
    let data = json!({
        "order": it.order, "return": it.id, "difference": it.difference, "refund": it.refund,
        "lines": it.lines.len(),
    });
    remember(tx, fact, it.person, Some(it.channel), data).await
}
async fn complaint_opened(
    tx: &mut Tx,
    fact: &Fact,
    it: orders::ComplaintOpened,
) -> Result<(), customers::Error> {
    let data = json!({ "order": it.order, "complaint": it.id, "demand": it.demand, "due_at": it.due_at });
    remember(tx, fact, it.person, Some(it.channel), data).await
}
async fn complaint_answered(
    tx: &mut Tx,
    fact: &Fact,
    it: orders::ComplaintAnswered,
) -> Result<(), customers::Error> {
    let data = json!({
        "order": it.order, "complaint": it.id, "remedy": it.remedy, "refusal": it.refusal, "lapsed": it.lapsed,
        "refund": it.refund,
    });
    remember(tx, fact, it.person, Some(it.channel), data).await
}
async fn complaint_withdrawn(
    tx: &mut Tx,
    fact: &Fact,
    it: orders::ComplaintWithdrawn,
) -> Result<(), customers::Error> {
    let data = json!({ "order": it.order, "complaint": it.id });
    remember(tx, fact, it.person, Some(it.channel), data).await
}
async fn placed(tx: &mut Tx, fact: &Fact, it: orders::Placed) -> Result<(), customers::Error> {
    let data = json!({ "order": it.order, "number": it.number, "total": it.total, "lines": it.lines.len() });
    remember(tx, fact, it.person, Some(it.channel), data).await
}
async fn was_paid(tx: &mut Tx, fact: &Fact, it: orders::Paid) -> Result<(), customers::Error> {
    remember(tx, fact, it.person, Some(it.channel), json!({ "order": it.order, "total": it.amount })).await
}
async fn ready(tx: &mut Tx, fact: &Fact, it: orders::Ready) -> Result<(), customers::Error> {
    let data = json!({ "order": it.order, "location": it.location, "due_at": it.due_at });
    remember(tx, fact, it.person, None, data).await
}
async fn handed_over(tx: &mut Tx, fact: &Fact, it: orders::HandedOver) -> Result<(), customers::Error> {
    let data = json!({ "order": it.order, "location": it.location, "total": it.paid, "receipt": it.receipt });
    remember(tx, fact, it.person, Some(it.channel), data).await
}
async fn sold(tx: &mut Tx, fact: &Fact, it: orders::Sold) -> Result<(), customers::Error> {
    let data = json!({
        "order": it.order, "number": it.number, "location": it.location, "total": it.total, "receipt": it.receipt,
    });
    remember(tx, fact, it.person, Some(it.channel), data).await
}
async fn shipped(tx: &mut Tx, fact: &Fact, it: orders::Shipped) -> Result<(), customers::Error> {
    let data = json!({ "order": it.order, "location": it.location, "total": it.paid });
    remember(tx, fact, it.person, Some(it.channel), data).await
}
async fn cancelled(tx: &mut Tx, fact: &Fact, it: orders::Cancelled) -> Result<(), customers::Error> {
    let data = json!({ "order": it.order, "reason": it.reason });
    remember(tx, fact, it.person, Some(it.channel), data).await
}
async fn expired(tx: &mut Tx, fact: &Fact, it: orders::Expired) -> Result<(), customers::Error> {
    let data = json!({ "order": it.order, "location": it.location });
    remember(tx, fact, it.person, Some(it.channel), data).await
}
async fn return_opened(tx: &mut Tx, fact: &Fact, it: orders::ReturnOpened) -> Result<(), customers::Error> {
    let pieces: i64 = it.lines.iter().map(|units| units.quantity.get()).sum();
    let data =
        json!({ "order": it.order, "return": it.id, "code": it.code, "basis": it.basis, "pieces": pieces });
    remember(tx, fact, it.person, Some(it.channel), data).await
}
async fn return_received(
    tx: &mut Tx,
    fact: &Fact,
    it: orders::ReturnReceived,
) -> Result<(), customers::Error> {
    let data = json!({ "order": it.order, "return": it.id, "location": it.location });
    remember(tx, fact, it.person, Some(it.channel), data).await
}
async fn returned(tx: &mut Tx, fact: &Fact, it: orders::Returned) -> Result<(), customers::Error> {
    let pieces: i64 = it.lines.iter().map(|units| units.quantity.get()).sum();
    let data = json!({
        "order": it.order, "return": it.id, "location": it.location, "pieces": pieces, "total": it.refund,
    });
    remember(tx, fact, it.person, Some(it.channel), data).await
}
async fn return_rejected(
    tx: &mut Tx,
    fact: &Fact,
    it: orders::ReturnRejected,
) -> Result<(), customers::Error> {
    let data = json!({ "order": it.order, "return": it.id, "location": it.location, "reason": it.reason });
    remember(tx, fact, it.person, Some(it.channel), data).await
}
async fn return_cancelled(
    tx: &mut Tx,
    fact: &Fact,
    it: orders::ReturnCancelled,
) -> Result<(), customers::Error> {
    let data = json!({ "order": it.order, "return": it.id });
    remember(tx, fact, it.person, Some(it.channel), data).await
}
async fn mail_sent(tx: &mut Tx, fact: &Fact, it: conversations::MailSent) -> Result<(), customers::Error> {
    let data = json!({ "message": it.message, "order": it.order, "template": it.template });
    remember(tx, fact, it.person, None, data).await
}
async fn points_earned(tx: &mut Tx, fact: &Fact, it: loyalty::PointsEarned) -> Result<(), customers::Error> {
    let data = json!({ "order": it.order, "points": it.points, "spendable_at": it.spendable_at });
    remember(tx, fact, Some(it.person), None, data).await
}
async fn points_reversed(
    tx: &mut Tx,
    fact: &Fact,
    it: loyalty::PointsReversed,
) -> Result<(), customers::Error> {
    remember(tx, fact, Some(it.person), None, json!({ "order": it.order, "points": -it.points })).await
}
async fn reserved(tx: &mut Tx, fact: &Fact, it: inventory::Reserved) -> Result<(), customers::Error> {
    let data = json!({ "variant": it.variant, "location": it.location, "quantity": it.quantity });
    remember(tx, fact, it.person, None, data).await
}
