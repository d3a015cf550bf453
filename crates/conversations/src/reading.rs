//! Orders as letters tell them: the one place that knows how orders, stores and the catalogue look inside.

use std::sync::Arc;

use customers::{Email, Language};
use inventory::Location;
use kernel::{Money, OrderId, Quantity, Query, Tx};
use orders::{Fulfilment, Mode, Order, PaymentState};

use crate::letter::{AmountRow, Letter, LineView, OrderView, PlaceView, ReceiptView};
use crate::{Desk, Error, Notice, speech};

/// An order whose buyer can be written to.
pub(crate) struct Case {
    pub order: Order,
    pub desk: Arc<Desk>,
    pub lang: Language,
    to: Email,
    brand: Option<String>,
    imprint: Option<String>,
}

/// `None` if the buyer left no address.
pub(crate) async fn open(tx: &mut Tx, id: OrderId) -> Result<Option<Case>, Error> {
    let order = orders::order(tx, id).await?;
    let Some(to) = order.contact.email.clone() else { return Ok(None) };
    let channel = catalog::channel(tx, &order.channel).await?;
    let brand = catalog::brand(tx, &channel.brand).await?;
    let market = catalog::market(tx, &order.market).await?;
    let seller = catalog::seller(tx, &order.seller).await?;
    let imprint = format!(
        "{}, {}, {} {}, {} {}",
        seller.name,
        seller.street,
        seller.postcode,
        seller.city,
        if market.country == "PL" { "NIP" } else { "VAT" },
        seller.tax_id
    );
    let (desk, lang) = (tx.shared(), Language::of(&order.contact.lang));
    Ok(Some(Case { order, desk, lang, to, brand: Some(brand.name), imprint: Some(imprint) }))
}

/// Units of a line and what they cost.
pub(crate) struct Part {
    pub line: kernel::LineId,
    pub quantity: Quantity,
    pub gross: Money,
}
impl From<&orders::Units> for Part {
    fn from(it: &orders::Units) -> Part {
        Part { line: it.line, quantity: it.quantity, gross: it.gross }
    }
}

impl Case {
    pub fn say<'a>(&self, polish: &'a str, english: &'a str) -> &'a str {
        match self.lang {
            Language::Pl => polish,
            Language::En => english,
        }
    }
    pub fn money(&self, amount: Money) -> String {
        speech::money(self.lang, amount)
    }
    pub fn notice(&self, reference: String, letter: Letter) -> Notice {
        Notice {
            reference,
            person: self.order.person,
            order: Some(self.order.id),
            to: self.to.clone(),
            lang: self.lang,
            brand: self.brand.clone(),
            imprint: self.imprint.clone(),
            useless_after: None,
            letter,
        }
    }

    /// Everything that was ordered.
    pub fn whole(&self) -> OrderView {
        let parts =
            self.order.lines.iter().map(|it| Part { line: it.id, quantity: it.quantity, gross: it.gross });
        let delivery = self.order.delivery.gross;
        OrderView {
            delivery: (!delivery.is_zero()).then(|| self.money(delivery)),
            total: self.money(self.order.total),
            ..self.some(parts)
        }
    }
    /// Some units of it, and what they cost together.
    pub fn some(&self, parts: impl IntoIterator<Item = Part>) -> OrderView {
        let mut total = Money::zero(self.order.currency);
        let mut lines = Vec::new();
        for part in parts {
            total = total.plus(part.gross).unwrap_or(total);
            if let Some(line) = self.order.line(part.line) {
                lines.push(LineView {
                    name: line.name.get(self.lang.as_str()).to_owned(),
                    detail: String::new(),
                    quantity: part.quantity.get(),
                    amount: self.money(part.gross),
                });
            }
        }
        OrderView {
            number: self.order.number.clone(),
            url: self.desk.order_url(self.order.id),
            lines,
            delivery: None,
            total: self.money(total),
        }
    }
    /// What a fulfilment holds, as it was when nothing had left yet.
    pub fn of_fulfilment(&self, it: &Fulfilment) -> Vec<Part> {
        let part = |held: &orders::FulfilmentLine| {
            let line = self.order.line(held.line)?;
            let gross = line.gross.share(Quantity::ZERO, held.quantity, line.quantity);
            Some(Part { line: line.id, quantity: held.quantity, gross })
        };
        it.lines.iter().filter_map(part).collect()
    }
    pub fn fulfilment(&self, id: kernel::FulfilmentId) -> Option<&Fulfilment> {
        self.order.fulfilments.iter().find(|it| it.id == id)
    }

    /// Where the shopper follows a return and prints its label.
    pub fn return_url(&self, id: kernel::ReturnId) -> String {
        format!("{}/returns/{id}", self.desk.order_url(self.order.id))
    }

    pub fn payment(&self) -> &'static str {
        match self.order.payment {
            PaymentState::DueAtPickup => self.say("Zapłacisz przy odbiorze.", "You pay when you collect it."),
            PaymentState::Pending => self.say(
                "Czekamy na potwierdzenie płatności.",
                "We are waiting for the payment to be confirmed.",
            ),
            PaymentState::Authorised => self.say(
                "Płatność potwierdzona. Pieniądze pobierzemy, gdy wydamy rzeczy.",
                "The payment is confirmed. We take the money when the things leave.",
            ),
            PaymentState::Paid | PaymentState::PartlyRefunded | PaymentState::Refunded => {
                self.say("Zapłacone.", "Paid.")
            }
            PaymentState::Overdue => self.say("Czekamy na zapłatę.", "We are waiting for the payment."),
            PaymentState::Unpaid => "",
        }
    }

    /// The stores where the buyer collects.
    pub async fn places(&self, q: &mut impl Query) -> Result<Vec<PlaceView>, Error> {
        let mut places = Vec::new();
        let mut known = std::collections::BTreeSet::new();
        let comes = |it: &&Fulfilment| matches!(it.mode, Mode::Pickup | Mode::Transfer);
        for it in self.order.fulfilments.iter().filter(comes) {
            // Goods that the store has and goods that are sent to it are collected together.
            if !known.insert(it.destination.unwrap_or(it.location)) {
                continue;
            }
            // The code goes out with the letter that says: ready.
            places.push(PlaceView { code: None, ..self.place(q, it).await? });
        }
        Ok(places)
    }
    pub async fn place(&self, q: &mut impl Query, it: &Fulfilment) -> Result<PlaceView, Error> {
        let at = inventory::location(q, it.destination.unwrap_or(it.location)).await?;
        let today = it.ready_at.unwrap_or(it.placed_at).date_in(at.zone);
        Ok(PlaceView {
            name: at.name.clone(),
            address: address(&at.address),
            phone: at.phone.clone(),
            hours: speech::hours(self.lang, &at.hours, today),
            map_url: map_url(&at),
            code: Some(spaced(&it.code)),
            until: it.due_at.map(|due| speech::moment(self.lang, due, at.zone)),
        })
    }
    pub fn ship_to(&self) -> Vec<String> {
        let parcel = self.order.fulfilments.iter().find(|it| it.mode == Mode::Ship);
        let Some(to) = parcel.and_then(|it| it.address.as_ref()) else { return Vec::new() };
        self.order.contact.name.clone().into_iter().chain(address(to)).collect()
    }
    fn method(&self, method: payments::Method) -> &'static str {
        match method {
            payments::Method::Cash => self.say("Gotówka", "Cash"),
            payments::Method::Card => self.say("Karta", "Card"),
            payments::Method::StoreCredit => self.say("Środki na koncie", "Store credit"),
            payments::Method::Online | payments::Method::OnPickup => {
                self.say("Płatność online", "Paid online")
            }
        }
    }
    /// What becomes of money, when goods do not come.
    pub fn refund(&self) -> &'static str {
        match self.order.payment {
            PaymentState::Paid | PaymentState::PartlyRefunded | PaymentState::Refunded => self.say(
                "Pieniądze wrócą tą samą drogą, którą przyszły.",
                "Your money goes back the way it came.",
            ),
            PaymentState::Authorised => self.say(
                "Za te rzeczy nie pobierzemy pieniędzy; blokadę na karcie zwolni bank.",
                "No money is taken for these things; your bank lets go of what it held.",
            ),
            PaymentState::DueAtPickup
            | PaymentState::Pending
            | PaymentState::Overdue
            | PaymentState::Unpaid => self.say("Nie pobraliśmy żadnych pieniędzy.", "No money was taken."),
        }
    }
    pub fn receipt(&self, it: &orders::Receipt) -> ReceiptView {
        let row = |name: String, amount: Money| AmountRow { name, amount: self.money(amount) };
        let tax = |tax: &pricing::TaxSummary| {
            row(format!("VAT {}", speech::rate(self.lang, tax.tax_rate_bp)), tax.tax)
        };
        let mut rows: Vec<AmountRow> = it.taxes.iter().map(tax).collect();
        for tender in &it.tenders {
            rows.push(row(self.method(tender.method).to_owned(), tender.given.unwrap_or(tender.amount)));
        }
        if !it.change.is_zero() {
            rows.push(row(self.say("Reszta", "Change").to_owned(), it.change));
        }
        ReceiptView { number: it.number.clone(), rows }
    }
}

fn address(it: &inventory::Address) -> Vec<String> {
    let city = format!("{} {}", it.postcode, it.city).trim().to_owned();
    [it.street.clone(), city].into_iter().filter(|line| !line.is_empty()).collect()
}

/// OpenStreetMap shows a point to everybody, without an account and without following them.
fn map_url(at: &Location) -> Option<String> {
    let point = at.point?;
    let (lat, lon) = (point.lat, point.lon);
    Some(format!("https://www.openstreetmap.org/?mlat={lat:.6}&mlon={lon:.6}#map=17/{lat:.6}/{lon:.6}"))
}

/// `481503` is read aloud as `481 503`.
fn spaced(code: &str) -> String {
    match code.len() {
        6 if code.is_ascii() => format!("{} {}", &code[..3], &code[3..]),
        _ => code.to_owned(),
    }
}
