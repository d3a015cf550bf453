//! Complaints: opened by the shopper or for them, answered within the days of the policy, agreed to by silence otherwise.

use catalog::MediaId;
use kernel::{
    Capability, ComplaintId, Date, Everywhere, Fact, LineId, Money, OrderId, Quantity, ReturnId, Timestamp,
    Tx,
};

use crate::complaint::WARN_DAYS;
use crate::history::{Change as Entry, note};
use crate::memory::trade;
use crate::open_return::{last_moment, may_return, open_return};
use crate::return_policy::return_policy;
use crate::settle_up::settle_up;
use crate::{
    Answer, BackLine, Basis, Complaint, ComplaintAnswered, ComplaintDue, ComplaintOpened, ComplaintState,
    ComplaintWarned, ComplaintWarning, ComplaintWithdrawn, Demand, Error, Line, OpenReturn, Order, Proof,
    ReturnReason, ReturnWay, Returned, Share, What, complaint_store, number, store,
};

/// More pictures than that nobody looks at.
pub const MOST_PHOTOS: usize = 8;

#[derive(Debug, Clone)]
pub struct OpenComplaint {
    /// Chosen by the caller, so that a retry is recognised.
    pub id: ComplaintId,
    pub order: OrderId,
    /// What somebody who is not signed in as the buyer shows.
    pub proof: Proof,
    pub line: LineId,
    pub quantity: Quantity,
    pub what: String,
    /// When it showed.
    pub since: Date,
    pub demand: Demand,
    /// For [`Demand::Reduction`]: how much.
    pub amount: Option<Money>,
    /// Stored before, by the content.
    pub photos: Vec<MediaId>,
}

/// Opens a complaint and starts its clock. The same request again gets the same answer.
pub async fn open_complaint(tx: &mut Tx, request: OpenComplaint) -> Result<Complaint, Error> {
    let order = store::take(tx, request.order).await?;
    may_return(tx.actor(), &order, &request.proof)?;
    let earlier = complaint_store::of_order(tx, order.id).await?;
    if let Some(earlier) = earlier.iter().find(|it| it.id == request.id) {
        return repeat(earlier.clone(), &request);
    }
    let zone = trade(tx, &order.channel).await?.market.zone;
    let now = tx.now();
    check(&order, &earlier, &request, now.date_in(zone), order.placed_at.date_in(zone))?;
    let policy = return_policy(tx, &order.market, order.currency).await?;
    let mut it = Complaint {
        id: request.id,
        order: order.id,
        code: number::draw_complaint(tx),
        state: ComplaintState::Open,
        line: request.line,
        quantity: request.quantity,
        what: request.what.trim().to_owned(),
        since: request.since,
        demand: request.demand,
        amount: request.amount,
        photos: request.photos,
        opened_at: now,
        opened_by: tx.actor().to_string(),
        answer_due_at: last_moment(now, policy.answer_days, zone),
        warned_at: None,
        remedy: None,
        refusal: None,
        note: String::new(),
        answered_at: None,
        answered_by: None,
        lapsed_at: None,
        reduced: Share::zero(order.currency),
        back: None,
        settled_at: None,
    };
    if !complaint_store::insert(tx, &mut it).await? {
        return Err(Error::IdTaken(it.id.to_string()));
    }
    note(tx, order.id, What::ComplaintOpened, Entry::states(&it.code, it.demand)).await?;
    let (order_id, id, channel, person) = (order.id, it.id, order.channel.clone(), order.person);
    let (demand, due_at) = (it.demand, it.answer_due_at);
    tx.publish(&ComplaintOpened { order: order_id, id, channel, person, demand, due_at }).await?;
    let warn_at = due_at.plus_days(-WARN_DAYS).max(now.plus_minutes(1));
    tx.publish_at(warn_at, &ComplaintWarning { order: order_id, id }).await?;
    tx.publish_at(due_at.plus_millis(1), &ComplaintDue { order: order_id, id }).await?;
    Ok(it)
}

fn repeat(earlier: Complaint, request: &OpenComplaint) -> Result<Complaint, Error> {
    let same = (earlier.line, earlier.quantity, earlier.demand, earlier.since)
        == (request.line, request.quantity, request.demand, request.since)
        && earlier.what == request.what.trim();
    if same { Ok(earlier) } else { Err(Error::IdTaken(request.id.to_string())) }
}

/// Units that the shopper has.
fn kept(line: &Line) -> i64 {
    line.fulfilled.get() - line.back.returned.get()
}

fn check(
    order: &Order,
    earlier: &[Complaint],
    request: &OpenComplaint,
    today: Date,
    placed: Date,
) -> Result<(), Error> {
    let line = order.line(request.line).ok_or(Error::UnknownLine(request.line))?;
    let waits = earlier.iter().filter(|it| it.line == line.id && it.state == ComplaintState::Open);
    let waits: i64 = waits.map(|it| it.quantity.get()).sum();
    if request.quantity.is_zero() || request.quantity.get() + waits > kept(line) {
        return Err(Error::NothingToComplain);
    }
    let length = request.what.trim().chars().count();
    if !(3..=2000).contains(&length) {
        return Err(Error::invalid("/what", "3 to 2000 characters"));
    }
    if request.since > today || request.since < placed {
        return Err(Error::invalid("/since", "a day from the purchase until today"));
    }
    if request.photos.len() > MOST_PHOTOS {
        return Err(Error::invalid("/photos", format!("at most {MOST_PHOTOS}")));
    }
    let worth = part_of(line, request.quantity);
    match (request.demand, request.amount) {
        (Demand::Reduction, Some(amount))
            if amount.currency == order.currency && (1..=worth).contains(&amount.minor) =>
        {
            Ok(())
        }
        (Demand::Reduction, _) => Err(Error::invalid("/amount", "a part of what was paid for these pieces")),
        (Demand::Repair | Demand::Replacement | Demand::Withdrawal, None) => Ok(()),
        (Demand::Repair | Demand::Replacement | Demand::Withdrawal, Some(_)) => {
            Err(Error::invalid("/amount", "only for a reduction of the price"))
        }
    }
}

/// What so many kept pieces are worth today.
fn part_of(line: &Line, units: Quantity) -> i64 {
    let all = Quantity::new(kept(line).max(0)).unwrap_or(Quantity::ZERO);
    line.kept_value().gross.share(Quantity::ZERO, units.min(all), all).minor
}

#[derive(Debug, Clone)]
pub struct AnswerComplaint {
    pub id: ComplaintId,
    pub answer: Answer,
    /// For the shopper; a refusal says why in words, too.
    pub note: String,
}

/// Answers. What is promised starts in the same moment: a part of the price goes back, goods to be replaced or refunded are
/// announced as a return.
pub async fn answer_complaint(tx: &mut Tx, request: AnswerComplaint) -> Result<Complaint, Error> {
    tx.require(Capability::ManageOrders, Everywhere)?;
    if request.note.chars().count() > 2000 {
        return Err(Error::invalid("/note", "at most 2000 characters"));
    }
    let is_refusal = matches!(request.answer, Answer::Refuse { .. });
    if is_refusal && request.note.trim().chars().count() < 10 {
        return Err(Error::invalid("/note", "a refusal gives its reasons in words"));
    }
    let found = complaint_store::find_complaint(tx, request.id).await?;
    let mut order = store::take(tx, found.order).await?;
    let it = complaint_store::find_complaint(tx, request.id).await?;
    decide(tx, &mut order, it, request.answer, &request.note, None).await
}

async fn decide(
    tx: &mut Tx,
    order: &mut Order,
    mut it: Complaint,
    answer: Answer,
    words: &str,
    lapsed_at: Option<Timestamp>,
) -> Result<Complaint, Error> {
    let (now, by) = (tx.now(), tx.actor().to_string());
    if !it.answer(&answer, words, now, by)? {
        return Ok(it);
    }
    it.lapsed_at = lapsed_at;
    let mut refund = Money::zero(order.currency);
    match answer {
        Answer::Reduce { amount } => {
            let was = order.payment;
            it.reduced = reduce(tx, order, &it, amount).await?;
            refund = settle_up(tx, order, was, "complaint").await?.refund;
            store::save(tx, order).await?;
        }
        Answer::Replace | Answer::Refund => it.back = announce(tx, order, &it).await?,
        Answer::Repair | Answer::Refuse { .. } => {}
    }
    complaint_store::save(tx, &it, ComplaintState::Open).await?;
    tx.cancel::<ComplaintWarning>(it.id).await?;
    tx.cancel::<ComplaintDue>(it.id).await?;
    let said = it.remedy.map_or_else(|| "refused".to_owned(), |remedy| remedy.to_string());
    note(tx, order.id, What::ComplaintAnswered, Entry::states(&it.code, said)).await?;
    tx.publish(&ComplaintAnswered {
        order: order.id,
        id: it.id,
        channel: order.channel.clone(),
        person: order.person,
        remedy: it.remedy,
        refusal: it.refusal,
        lapsed: lapsed_at.is_some(),
        back: it.back,
        refund,
    })
    .await?;
    Ok(it)
}

/// Takes a part off the price of what was kept, and its tax with it.
async fn reduce(tx: &mut Tx, order: &mut Order, it: &Complaint, amount: Money) -> Result<Share, Error> {
    let line = order.line_mut(it.line).ok_or(Error::UnknownLine(it.line))?;
    let value = line.kept_value();
    let fits =
        amount.currency == value.gross.currency && (1..=part_of(line, it.quantity)).contains(&amount.minor);
    if !fits {
        return Err(Error::invalid("/answer/amount", "a part of what was paid for these pieces"));
    }
    // Half up; the whole price takes the whole tax.
    let (tax, gross) = (i128::from(value.tax.minor), i128::from(value.gross.minor));
    let tax = (tax * i128::from(amount.minor) * 2 + gross) / (gross * 2);
    let share = Share { gross: amount, tax: Money::new(tax as i64, amount.currency) };
    line.back.reduced = line.back.reduced.plus(share);
    complaint_store::reduce_line(tx, order.id, it.line, share).await?;
    Ok(share)
}

/// The goods come back, to be replaced or for the money. What is on its way back already needs no second way.
async fn announce(tx: &mut Tx, order: &Order, it: &Complaint) -> Result<Option<ReturnId>, Error> {
    let line = order.line(it.line).ok_or(Error::UnknownLine(it.line))?;
    let quantity = it.quantity.min(line.returnable());
    if quantity.is_zero() {
        return Ok(None);
    }
    let request = OpenReturn {
        id: tx.new_id::<ReturnId>(),
        order: order.id,
        proof: Proof::Staff,
        way: ReturnWay::Store,
        basis: Some(Basis::Complaint),
        lines: vec![BackLine { line: it.line, quantity, reason: ReturnReason::Damaged }],
    };
    Ok(Some(open_return(tx, request).await?.id))
}

/// What was promised is done: it is repaired, or was settled in another way. Saying so twice is harmless.
pub async fn settle_complaint(tx: &mut Tx, id: ComplaintId) -> Result<Complaint, Error> {
    tx.require(Capability::ManageOrders, Everywhere)?;
    let found = complaint_store::find_complaint(tx, id).await?;
    store::take(tx, found.order).await?;
    let mut it = complaint_store::find_complaint(tx, id).await?;
    let now = tx.now();
    if it.settle(now)? {
        complaint_store::save(tx, &it, ComplaintState::Agreed).await?;
    }
    Ok(it)
}

/// The shopper asks for nothing any more. Withdrawing twice is harmless.
pub async fn withdraw_complaint(tx: &mut Tx, id: ComplaintId, proof: Proof) -> Result<Complaint, Error> {
    let found = complaint_store::find_complaint(tx, id).await?;
    let order = store::take(tx, found.order).await?;
    may_return(tx.actor(), &order, &proof)?;
    let mut it = complaint_store::find_complaint(tx, id).await?;
    if !it.withdraw()? {
        return Ok(it);
    }
    complaint_store::save(tx, &it, ComplaintState::Open).await?;
    tx.cancel::<ComplaintWarning>(it.id).await?;
    tx.cancel::<ComplaintDue>(it.id).await?;
    note(tx, order.id, What::ComplaintWithdrawn, Entry::after(&it.code)).await?;
    let (order, person, channel) = (order.id, order.person, order.channel.clone());
    tx.publish(&ComplaintWithdrawn { order, id, channel, person }).await?;
    Ok(it)
}

/// Some days are left, and nobody has answered.
pub async fn on_complaint_warning(tx: &mut Tx, _fact: &Fact, due: ComplaintWarning) -> Result<(), Error> {
    let order = store::take(tx, due.order).await?;
    let mut it = complaint_store::find_complaint(tx, due.id).await?;
    if it.state != ComplaintState::Open || it.warned_at.is_some() {
        return Ok(());
    }
    it.warned_at = Some(tx.now());
    complaint_store::save(tx, &it, ComplaintState::Open).await?;
    let (order, due_at) = (order.id, it.answer_due_at);
    tx.publish(&ComplaintWarned { order, id: it.id, due_at }).await?;
    Ok(())
}

/// The time to answer is over: what was asked is agreed to, by law.
pub async fn on_complaint_due(tx: &mut Tx, _fact: &Fact, due: ComplaintDue) -> Result<(), Error> {
    let mut order = store::take(tx, due.order).await?;
    let it = complaint_store::find_complaint(tx, due.id).await?;
    let now = tx.now();
    if it.state != ComplaintState::Open || it.answer_due_at > now {
        return Ok(());
    }
    let answer = match it.as_asked() {
        // Something of it may have come back since.
        Answer::Reduce { amount } => {
            let left = order.line(it.line).map_or(0, |line| part_of(line, it.quantity));
            match Money::new(amount.minor.min(left), amount.currency) {
                none if none.is_zero() => Answer::Refund,
                amount => Answer::Reduce { amount },
            }
        }
        other => other,
    };
    decide(tx, &mut order, it, answer, "", Some(now)).await?;
    Ok(())
}

/// What came back because of a complaint was taken: the complaint is settled with it.
pub async fn on_complaint_returned(tx: &mut Tx, _fact: &Fact, event: Returned) -> Result<(), Error> {
    let found = complaint_store::of_order(tx, event.order).await?;
    let Some(mut it) = found.into_iter().find(|it| it.back == Some(event.id)) else { return Ok(()) };
    let now = tx.now();
    if it.state == ComplaintState::Agreed && it.settle(now)? {
        complaint_store::save(tx, &it, ComplaintState::Agreed).await?;
    }
    Ok(())
}
