//! The one timeline of a person, made readable: each entry with its icon, its words and where it leads.

use customers::{Entry, Source};
use kernel::{Currency, Money, PageRequest, PersonId, Timestamp, VariantId};
use serde_json::Value;
use ui::Words;

use crate::desk::Desk;
use crate::problem::Sorry;

/// What the filter offers.
pub const KINDS: [&str; 5] = ["views", "orders", "mails", "points", "account"];

pub struct Bead {
    pub icon: &'static str,
    pub tone: &'static str,
    pub title: String,
    pub detail: String,
    pub href: Option<String>,
    pub channel: String,
    pub at: Timestamp,
    /// Set where a new day begins.
    pub day: Option<String>,
}

/// Which filter an entry answers.
fn kind_of(entry: &Entry) -> &'static str {
    if entry.source == Source::Activity {
        return "views";
    }
    match entry.kind.split('.').next().unwrap_or_default() {
        "orders" | "payments" => "orders",
        "conversations" => "mails",
        "loyalty" => "points",
        _ => "account",
    }
}

/// How many entries are looked through for one page of a filtered timeline.
const PAGES: usize = 12;
const SIZE: i64 = 50;

pub async fn page(
    desk: &Desk,
    person: PersonId,
    kind: &str,
    after: &str,
) -> Result<(Vec<Bead>, Option<String>), Sorry> {
    let mut request = PageRequest::first(SIZE);
    request.after = Some(after.to_owned()).filter(|it| !it.is_empty());
    let mut entries = Vec::new();
    for _ in 0..PAGES {
        let found = customers::timeline(&mut desk.db.read().await?, person, &request).await?;
        entries.extend(found.items.into_iter().filter(|it| kind.is_empty() || kind_of(it) == kind));
        request.after = found.next;
        if request.after.is_none() || entries.len() as i64 >= SIZE {
            break;
        }
    }
    let mut beads = Vec::new();
    let mut last_day = None;
    let variants: Vec<VariantId> =
        entries.iter().filter_map(|it| it.data["variant"].as_str()?.parse().ok()).collect();
    let cards = catalog::variants(&mut desk.db.read().await?, &variants).await?;
    let products: Vec<kernel::ProductId> =
        entries.iter().filter_map(|it| it.data["product"].as_str()?.parse().ok()).collect();
    let known = catalog::cards(&mut desk.db.read().await?, &products).await?;
    let channels = catalog::channels(&mut desk.db.read().await?).await?;
    for entry in entries {
        let thing = entry.data["variant"]
            .as_str()
            .and_then(|id| cards.iter().find(|it| it.variant.to_string() == id))
            .map(|it| (it.full_name(desk.lang()), it.product_key.clone()))
            .or_else(|| {
                let id = entry.data["product"].as_str()?;
                let card = known.iter().find(|it| it.product.to_string() == id)?;
                Some((card.name.get(desk.lang()).to_owned(), card.key.clone()))
            });
        let day = desk.w.day(entry.at, ui::WARSAW);
        let is_new_day = last_day.as_ref() != Some(&day);
        let channel = entry.channel.as_ref().map(|code| {
            channels
                .iter()
                .find(|it| it.code == *code)
                .map_or(code.to_string(), |it| it.name.get(desk.lang()).to_owned())
        });
        let mut bead = bead(desk.w, &entry, thing);
        bead.channel = channel.unwrap_or_default();
        bead.day = is_new_day.then(|| day.clone());
        last_day = Some(day);
        beads.push(bead);
    }
    Ok((beads, request.after))
}

fn bead(w: Words, entry: &Entry, thing: Option<(String, String)>) -> Bead {
    let data = &entry.data;
    let (icon, tone) = match entry.kind.as_str() {
        "ad_click" => ("speakerphone", "brick"),
        "page_view" => ("eye", "quiet"),
        "product_view" => ("shirt", "quiet"),
        "category_view" => ("list", "quiet"),
        "search" => ("search", "quiet"),
        "add_to_basket" => ("basket", "info"),
        "remove_from_basket" => ("basket", "quiet"),
        "checkout_started" => ("credit-card", "info"),
        "orders.placed" => ("shopping-bag", "info"),
        "orders.sold" => ("receipt", "good"),
        "orders.handed_over" => ("package-export", "good"),
        "orders.shipped" => ("truck-delivery", "good"),
        "orders.picked" => ("checklist", "quiet"),
        "orders.ready" => ("package", "info"),
        "orders.cancelled" => ("x", "bad"),
        "orders.exchanged" => ("arrows-exchange", "info"),
        "orders.complaint_opened" => ("flag", "warn"),
        "orders.complaint_answered" => ("flag", "info"),
        "orders.complaint_withdrawn" => ("flag", "quiet"),
        "orders.changed" => ("adjustments", "info"),
        "orders.expired" => ("hourglass", "bad"),
        "orders.return_opened" => ("arrow-back-up", "info"),
        "orders.return_received" => ("package-import", "info"),
        "orders.returned" => ("arrow-back-up", "good"),
        "orders.return_rejected" => ("alert-triangle", "warn"),
        "orders.return_cancelled" => ("x", "quiet"),
        "orders.paid" | "payments.captured" => ("cash", "good"),
        "payments.failed" => ("alert-triangle", "warn"),
        "payments.refunded" => ("arrow-back-up", "warn"),
        "conversations.mail_sent" => ("mail", "quiet"),
        "conversations.mail_failed" => ("mail", "bad"),
        "loyalty.points_earned" => ("star", "brick"),
        "loyalty.points_reversed" => ("star", "warn"),
        "customers.signed_in" => ("login", "quiet"),
        _ if entry.source == Source::Activity => ("eye", "quiet"),
        _ => ("flag", "quiet"),
    };
    let key = format!("story-{}", entry.kind.replace(['.', '_'], "-"));
    let title = if w.has(&key) { w.t(&key).into_owned() } else { entry.kind.clone() };
    let mut parts: Vec<String> = Vec::new();
    if let Some(number) = data["number"].as_str() {
        parts.push(number.to_owned());
    }
    for field in ["total", "paid", "amount"] {
        if let Some(money) = read_money(&data[field]) {
            parts.push(w.money(money));
            break;
        }
    }
    if let Some(points) = data["points"].as_i64() {
        parts.push(w.n("story-points-many", points).into_owned());
    }
    if let Some(at) = data["spendable_at"].as_str().and_then(|it| it.parse::<Timestamp>().ok()) {
        parts.push(w.t1("story-spendable", "date", w.date(at, ui::WARSAW)).into_owned());
    }
    if let Some(template) = data["template"].as_str() {
        let key = format!("mail-{}", template.replace('_', "-"));
        parts.push(if w.has(&key) { w.t(&key).into_owned() } else { template.to_owned() });
    }
    if let Some(query) = data["query"].as_str() {
        parts.push(format!("„{query}”"));
    }
    if let Some((name, _)) = &thing {
        parts.push(name.clone());
    } else if entry.source == Source::Activity && !entry.subject.is_empty() {
        parts.push(entry.subject.clone());
    }
    if let Some(campaign) = data["campaign"].as_object() {
        parts.push(campaign_text(campaign));
    }
    let order = [data["order"].as_str(), Some(entry.subject.as_str())]
        .into_iter()
        .flatten()
        .find(|it| it.starts_with("order_"));
    let href = match (order, thing) {
        (Some(order), _) if entry.source == Source::Moment => Some(format!("/staff/orders/{order}")),
        (_, Some((_, key))) => Some(format!("/staff/products/{key}")),
        _ => None,
    };
    Bead {
        icon,
        tone,
        title,
        detail: parts.join(" · "),
        href,
        channel: String::new(),
        at: entry.at,
        day: None,
    }
}

/// `instagram / paid_social · zimowa-kurtka · fbclid`
fn campaign_text(campaign: &serde_json::Map<String, Value>) -> String {
    let word = |name: &str| campaign.get(name).and_then(Value::as_str).map(str::to_owned);
    let origin: Vec<String> = ["source", "medium"].into_iter().filter_map(word).collect();
    let mut parts: Vec<String> = Vec::new();
    if !origin.is_empty() {
        parts.push(origin.join(" / "));
    }
    parts.extend(word("campaign"));
    if let Some(clicks) = campaign.get("clicks").and_then(Value::as_object) {
        parts.extend(clicks.keys().cloned());
    }
    parts.join(" · ")
}

/// Money as the contexts write it: `{"amount":12999,"currency":"PLN"}`.
fn read_money(value: &Value) -> Option<Money> {
    let currency = Currency::parse(value["currency"].as_str()?)?;
    Some(Money::new(value["amount"].as_i64()?, currency))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_campaign_is_told_with_its_click() {
        let told = serde_json::json!({"source": "instagram", "medium": "paid", "campaign": "zima", "clicks": {"fbclid": "x"}});
        assert_eq!(campaign_text(told.as_object().unwrap()), "instagram / paid · zima · fbclid");
        let money = serde_json::json!({"amount": 12_999, "currency": "PLN"});
        assert_eq!(read_money(&money), Some(Money::new(12_999, Currency::Pln)));
    }
}
