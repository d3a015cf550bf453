//! Announcing that goods come back: by the shopper from the own account, by whoever knows order and address, by an assistant
//! at any till. The market's policy says by what right.

use std::collections::BTreeSet;

use customers::{Email, Phone};
use kernel::{Actor, Capability, Everywhere, Fact, LineId, Quantity, ReturnId, Timestamp, Tx, VariantId};

use crate::history::{Change, note};
use crate::memory::trade;
use crate::return_policy::{ExclusionReason, Purchase, ReturnPolicy, return_policy};
use crate::{
    Basis, Error, Order, Proof, Return, ReturnCancelled, ReturnDue, ReturnLine, ReturnOpened, ReturnReason,
    ReturnState, ReturnWay, Share, Units, What, number, return_store, store,
};

/// How long after its day an announced return is still waited for.
const GRACE_DAYS: i64 = 16;

#[derive(Debug, Clone)]
pub struct OpenReturn {
    /// Chosen by the caller, so that a retry is recognised.
    pub id: ReturnId,
    pub order: kernel::OrderId,
    /// What somebody who is not signed in as the buyer shows: the order's e-mail or phone. Staff answer for themselves.
    pub proof: Proof,
    pub way: ReturnWay,
    /// Left out: what the policy gives today. [`Basis::Courtesy`] is for those who manage orders.
    pub basis: Option<Basis>,
    pub lines: Vec<BackLine>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BackLine {
    pub line: LineId,
    pub quantity: Quantity,
    pub reason: ReturnReason,
}

/// Announces units of an order. No unit is announced twice, however many ask at once.
pub async fn open_return(tx: &mut Tx, request: OpenReturn) -> Result<Return, Error> {
    let order = store::take(tx, request.order).await?;
    may_return(tx.actor(), &order, &request.proof)?;
    let earlier = return_store::returns_of(tx, order.id).await?;
    if let Some(earlier) = earlier.into_iter().find(|it| it.id == request.id) {
        return repeat(earlier, &request);
    }
    check(&order, &request.lines)?;
    let trade = trade(tx, &order.channel).await?;
    let policy = return_policy(tx, &order.market, order.currency).await?;
    let basis = ground(tx, &order, &policy, &request, trade.market.zone).await?;
    let now = tx.now();
    let mut it = Return {
        id: request.id,
        order: order.id,
        code: number::draw_return(tx),
        state: ReturnState::Expected,
        basis,
        way: request.way,
        location: None,
        opened_at: now,
        opened_by: tx.actor().to_string(),
        due_at: last_moment(now, policy.send_days, trade.market.zone),
        received_at: None,
        decided_at: None,
        decided_by: None,
        refusal: None,
        worth: Share::zero(order.currency),
        delivery: Share::zero(order.currency),
        refund: kernel::Money::zero(order.currency),
        refunded_at: None,
        document: None,
        lines: request.lines.iter().map(|line| announced(&order, line)).collect(),
    };
    return_store::expect(tx, &it).await?;
    if !return_store::insert(tx, &mut it).await? {
        return Err(Error::IdTaken(it.id.to_string()));
    }
    note(tx, order.id, What::ReturnOpened, Change::states(&it.code, it.basis)).await?;
    tx.publish(&ReturnOpened {
        order: order.id,
        id: it.id,
        channel: order.channel.clone(),
        person: order.person,
        code: it.code.clone(),
        basis: it.basis,
        way: it.way,
        lines: told(&order, &it, |line| line.quantity),
    })
    .await?;
    tx.publish_at(it.due_at.plus_days(GRACE_DAYS), &ReturnDue { order: order.id, id: it.id }).await?;
    Ok(it)
}

fn announced(order: &Order, line: &BackLine) -> ReturnLine {
    ReturnLine {
        line: line.line,
        reason: line.reason,
        quantity: line.quantity,
        received: Quantity::ZERO,
        accepted: Quantity::ZERO,
        worth: Share::zero(order.currency),
        parts: Vec::new(),
    }
}

/// The end of the last day, by the clock of the market.
pub(crate) fn last_moment(now: Timestamp, days: i64, zone: kernel::Tz) -> Timestamp {
    now.date_in(zone).plus_days(days + 1).start_in(zone).plus_millis(-1)
}

/// Units of a return, and what they would be worth if they were accepted now.
pub(crate) fn told(order: &Order, it: &Return, units: impl Fn(&ReturnLine) -> Quantity) -> Vec<Units> {
    let one = |line: &ReturnLine| {
        let of = order.line(line.line)?;
        let quantity = units(line);
        let gross = of.next_back(quantity).gross;
        (!quantity.is_zero()).then_some(Units { line: line.line, variant: of.variant, quantity, gross })
    };
    it.lines.iter().filter_map(one).collect()
}

/// The buyer from the own account or browser, staff, or whoever knows the order and how to reach its buyer.
pub(crate) fn may_return(actor: &Actor, order: &Order, proof: &Proof) -> Result<(), Error> {
    let is_owner = match actor {
        Actor::Person(me) => order.person == Some(*me),
        Actor::Visitor(me) => order.visitor == Some(*me),
        Actor::System | Actor::Staff(..) | Actor::Key(..) => false,
    };
    let serves = [Capability::ManageOrders, Capability::FulfilOrders, Capability::Sell];
    if is_owner || serves.iter().any(|it| actor.allows(*it, Everywhere)) {
        return Ok(());
    }
    let contact = &order.contact;
    let is_right = match proof {
        Proof::Email(shown) => Email::parse(shown).is_ok_and(|it| contact.email.as_ref() == Some(&it)),
        Proof::Phone(shown) => Phone::parse(shown).is_ok_and(|it| contact.phone.as_ref() == Some(&it)),
        Proof::Code(_) | Proof::Number(_) | Proof::Staff => false,
    };
    if is_right { Ok(()) } else { Err(Error::WrongProof) }
}

fn repeat(earlier: Return, request: &OpenReturn) -> Result<Return, Error> {
    let asked: Vec<_> = request.lines.iter().map(|it| (it.line, it.quantity, it.reason)).collect();
    let known = earlier.lines.iter().all(|it| asked.contains(&(it.line, it.quantity, it.reason)));
    let same = known && asked.len() == earlier.lines.len() && earlier.way == request.way;
    if same { Ok(earlier) } else { Err(Error::IdTaken(request.id.to_string())) }
}

fn check(order: &Order, lines: &[BackLine]) -> Result<(), Error> {
    let distinct: BTreeSet<LineId> = lines.iter().map(|it| it.line).collect();
    if lines.is_empty() || distinct.len() != lines.len() || lines.iter().any(|it| it.quantity.is_zero()) {
        return Err(Error::invalid("/lines", "at least one line, each once and with at least one piece"));
    }
    for asked in lines {
        let line = order.line(asked.line).ok_or(Error::UnknownLine(asked.line))?;
        if asked.quantity > line.returnable() {
            return Err(Error::NothingToReturn);
        }
    }
    Ok(())
}

/// By what right; refuses what the policy of the market does not give.
async fn ground(
    tx: &mut Tx,
    order: &Order,
    policy: &ReturnPolicy,
    request: &OpenReturn,
    zone: kernel::Tz,
) -> Result<Basis, Error> {
    match request.basis {
        Some(Basis::Courtesy) => {
            tx.require(Capability::ManageOrders, Everywhere)?;
            return Ok(Basis::Courtesy);
        }
        // A complaint was decided upon before.
        Some(Basis::Complaint) => {
            tx.require(Capability::ManageOrders, Everywhere)?;
            return Ok(Basis::Complaint);
        }
        Some(Basis::Withdrawal | Basis::Goodwill) | None => {}
    }
    let basis = policy.basis(Purchase::of(order), tx.now(), zone).ok_or(Error::TooLate)?;
    let variants = request.lines.iter().filter_map(|it| Some(order.line(it.line)?.variant));
    let variants: Vec<VariantId> = variants.collect();
    if let Some((variant, reason)) = exclusions(tx, policy, &variants).await?.into_iter().next() {
        return Err(Error::NotReturnable { variant, reason });
    }
    Ok(basis)
}

/// Which of these goods do not come back for a change of mind, and why.
pub async fn exclusions(
    q: &mut impl kernel::Query,
    policy: &ReturnPolicy,
    variants: &[VariantId],
) -> Result<Vec<(VariantId, ExclusionReason)>, Error> {
    if policy.excluded.is_empty() {
        return Ok(Vec::new());
    }
    let tree = catalog::categories(q).await?;
    let mut found = Vec::new();
    for card in catalog::variants(q, variants).await? {
        let page = catalog::product_page(q, card.product).await?;
        let mut keys = page.categories.iter().flat_map(|it| tree.path(it.id)).map(|it| it.key.as_str());
        let hit = keys.find_map(|key| policy.excluded.iter().find(|it| it.category == key));
        found.extend(hit.map(|it| (card.variant, it.reason)));
    }
    Ok(found)
}

/// The shopper keeps the goods after all. Cancelling twice is harmless.
pub async fn cancel_return(tx: &mut Tx, id: ReturnId, proof: Proof) -> Result<Return, Error> {
    let found = return_store::find_return(tx, id).await?;
    let order = store::take(tx, found.order).await?;
    may_return(tx.actor(), &order, &proof)?;
    let mut it = return_store::find_return(tx, id).await?;
    let (now, by) = (tx.now(), tx.actor().to_string());
    if it.cancel(now, by)? {
        close(tx, &order, &it).await?;
    }
    Ok(it)
}

/// Nothing came.
pub async fn on_return_due(tx: &mut Tx, _fact: &Fact, due: ReturnDue) -> Result<(), Error> {
    let order = store::take(tx, due.order).await?;
    let mut it = return_store::find_return(tx, due.id).await?;
    let (now, by) = (tx.now(), tx.actor().to_string());
    if it.state == ReturnState::Expected && it.cancel(now, by)? {
        close(tx, &order, &it).await?;
    }
    Ok(())
}

async fn close(tx: &mut Tx, order: &Order, it: &Return) -> Result<(), Error> {
    return_store::save(tx, it, ReturnState::Expected).await?;
    let units: Vec<_> = it.lines.iter().map(|line| (line.line, line.quantity)).collect();
    return_store::forget(tx, it.order, &units).await?;
    tx.cancel::<ReturnDue>(it.id).await?;
    note(tx, order.id, What::ReturnCancelled, Change::states(ReturnState::Expected, it.state)).await?;
    let (order, person, channel) = (order.id, order.person, order.channel.clone());
    tx.publish(&ReturnCancelled { order, id: it.id, channel, person }).await?;
    Ok(())
}
