//! The money of an order as people read it: what is owed, granted and moved, then each tender with its facts.

use kernel::Money;
use orders::{Order, PaymentState};
use payments::{Capture, CaptureState, Intent, Method, Refund, RefundState};
use ui::Words;

use crate::desk::Desk;
use crate::problem::Sorry;

pub struct OrderMoney {
    /// What it is called, and how much: only what there is.
    pub sums: Vec<(String, Money)>,
    pub tenders: Vec<TenderView>,
    /// Goods left and somebody still holds their money.
    pub can_capture: bool,
}

pub struct TenderView {
    pub method: String,
    pub amount: Money,
    pub state: String,
    pub tone: &'static str,
    pub facts: Vec<FactView>,
}

pub struct FactView {
    pub text: String,
    /// Nothing, where no money moves.
    pub amount: Option<Money>,
    pub tone: &'static str,
}

pub async fn read(desk: &Desk, order: &Order) -> Result<OrderMoney, Sorry> {
    let mut q = desk.db.read().await?;
    let intents = payments::intents(&mut q, order.id).await?;
    let captures = payments::captures(&mut q, order.id).await?;
    let tenders = payments::tenders(&mut q, order.id).await?;
    let refunds = payments::refunds(&mut q, order.id).await?;
    drop(q);
    let w = desk.w;
    let sum = |of: fn(&Intent) -> i64| Money::new(intents.iter().map(of).sum(), order.currency);
    let given = |it: &&Refund| it.person.is_some() || of_credit(&intents, it);
    let credit = refunds.iter().filter(given).map(|it| it.amount.minor).sum();
    let sums = [
        ("owed", order.owed()),
        ("held", sum(|it| it.held().minor)),
        ("asked", sum(|it| it.claimed.minor)),
        ("captured", sum(|it| it.captured.minor)),
        ("granted", sum(|it| it.granted.minor)),
        ("refunded", sum(|it| it.refunded.minor)),
        ("to-credit", Money::new(credit, order.currency)),
    ];
    let worth_telling = |(name, sum): &(&str, Money)| *name == "owed" || !sum.is_zero();
    let sums = sums
        .into_iter()
        .filter(worth_telling)
        .map(|(name, sum)| (w.t(format!("money-{name}")).into_owned(), sum));
    let tender = |it: &Intent| {
        let mut facts = Vec::new();
        if let Some(at) = it.expires_at.filter(|_| !it.held().is_zero()) {
            let text = w.t1("money-held-until", "date", w.date_time(at, ui::WARSAW)).into_owned();
            facts.push(FactView { text, amount: Some(it.held()), tone: "info" });
        }
        if let Some(why) = it.decline {
            let text = w.t(format!("decline-{why}")).into_owned();
            facts.push(FactView { text, amount: None, tone: "bad" });
        }
        let asked = captures.iter().filter(|part| part.intent == it.id);
        let is_asked = |id| captures.iter().any(|part| part.id == id);
        let came = tenders.iter().filter(|part| part.intent == it.id && !is_asked(part.id));
        let back = refunds.iter().filter(|part| part.intent == it.id);
        facts.extend(asked.map(|part| captured(w, part)));
        facts.extend(came.map(|part| {
            let when = w.date_time(part.taken_at, ui::WARSAW);
            let text = format!("{} · {when}", w.t(format!("method-{}", part.method)));
            FactView { text, amount: Some(part.amount), tone: "good" }
        }));
        facts.extend(back.map(|part| refunded(w, part, given(&part))));
        if !it.released.is_zero() {
            let text = w.t("money-released").into_owned();
            facts.push(FactView { text, amount: Some(it.released), tone: "quiet" });
        }
        let method = w.t(format!("method-{}", it.method)).into_owned();
        TenderView {
            method: it.provider.as_ref().map_or(method.clone(), |provider| format!("{method} · {provider}")),
            amount: it.amount,
            state: w.t(format!("intent-{}", it.state)).into_owned(),
            tone: tone(it),
            facts,
        }
    };
    let is_held = intents.iter().any(|it| !it.capturable().is_zero());
    Ok(OrderMoney {
        sums: sums.collect(),
        tenders: intents.iter().map(tender).collect(),
        can_capture: order.payment == PaymentState::Overdue && is_held,
    })
}

fn of_credit(intents: &[Intent], refund: &Refund) -> bool {
    intents.iter().any(|it| it.id == refund.intent && it.method == Method::StoreCredit)
}

fn tone(it: &Intent) -> &'static str {
    use payments::State::{
        Authorised, Captured, Expired, Failed, Open, PartlyRefunded, Pending, Refunded, Voided,
    };
    match it.state {
        Captured => "good",
        Authorised | Open => "info",
        Pending => "warn",
        Failed | Expired => "bad",
        Voided | PartlyRefunded | Refunded => "quiet",
    }
}

fn captured(w: Words, it: &Capture) -> FactView {
    let tone = match it.state {
        CaptureState::Done => "good",
        CaptureState::Granted | CaptureState::Sent => "info",
        CaptureState::Refused => "bad",
    };
    let when = w.date_time(it.moved_at.unwrap_or(it.granted_at), ui::WARSAW);
    let text = format!("{} · {when}", w.t(format!("capture-{}", it.state)));
    let text = it.refusal.as_ref().map_or(text.clone(), |why| format!("{text} · {why}"));
    FactView { text, amount: Some(it.amount), tone }
}

fn refunded(w: Words, it: &Refund, is_credit: bool) -> FactView {
    let tone = match it.state {
        RefundState::Done => "good",
        RefundState::Granted | RefundState::Sent => "info",
        RefundState::Refused => "bad",
    };
    let when = w.date_time(it.moved_at.unwrap_or(it.granted_at), ui::WARSAW);
    let key = if is_credit { "refund-as-credit".to_owned() } else { format!("refund-{}", it.state) };
    FactView {
        text: format!("{}: {} · {when}", w.t("money-back"), w.t(key)),
        amount: Some(it.amount.negated()),
        tone,
    }
}
