//! What our letters say: words that are ready to be set, one struct per template, and how they become text and HTML.

use askama::Template as _;
use customers::Language;

use crate::Template;
use crate::news::News;
use crate::speech::HoursRow;

/// What all letters share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    pub lang: Language,
    pub brand: String,
    /// Address of the shop.
    pub shop: String,
    /// Who sells, as the law wants it named; empty if unknown.
    pub imprint: String,
    pub subject: String,
    /// The line that mail programs show beside the subject.
    pub preheader: String,
}
impl Frame {
    pub fn say<'a>(&self, polish: &'a str, english: &'a str) -> &'a str {
        match self.lang {
            Language::Pl => polish,
            Language::En => english,
        }
    }
    pub fn code(&self) -> &'static str {
        self.lang.as_str()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OrderView {
    pub number: String,
    pub url: String,
    pub lines: Vec<LineView>,
    /// What bringing it costs, where something is brought.
    pub delivery: Option<String>,
    pub total: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LineView {
    pub name: String,
    /// `M, granatowy`
    pub detail: String,
    pub quantity: i64,
    pub amount: String,
}

/// A store where goods are collected.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlaceView {
    pub name: String,
    pub address: Vec<String>,
    pub phone: Option<String>,
    pub hours: Vec<HoursRow>,
    pub map_url: Option<String>,
    pub code: Option<String>,
    pub until: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReceiptView {
    pub number: String,
    /// Taxes, tenders and change.
    pub rows: Vec<AmountRow>,
}
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AmountRow {
    pub name: String,
    pub amount: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OrderPlaced {
    pub order: OrderView,
    /// How it is paid, in a sentence.
    pub payment: String,
    pub pay_url: Option<String>,
    pub places: Vec<PlaceView>,
    pub ship_to: Vec<String>,
}
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OrderReady {
    pub order: OrderView,
    pub place: PlaceView,
    pub to_pay: Option<String>,
}
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OrderExpired {
    pub order: OrderView,
    /// Ends the sentence that the order begins.
    pub reason: String,
}
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OrderCancelled {
    pub order: OrderView,
    /// Only some of it; the rest goes on.
    pub partial: bool,
    /// The shopper did not want it.
    pub asked: bool,
    pub refund: String,
}
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HandedOver {
    pub order: OrderView,
    pub place: String,
    pub receipt: Option<ReceiptView>,
    pub account_url: String,
}
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shipped {
    pub order: OrderView,
    pub tracking: Option<String>,
    /// Where the carrier shows it.
    pub tracking_url: Option<String>,
    pub ship_to: Vec<String>,
}
/// It waits in a locker.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ParcelReady {
    pub order: OrderView,
    pub tracking: Option<String>,
    pub tracking_url: Option<String>,
    /// The locker and its address.
    pub place: Vec<String>,
}
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PaymentFailed {
    pub order: OrderView,
}
/// Goods are announced: how they come to us.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReturnOpened {
    pub order: OrderView,
    pub code: String,
    /// The day by which they should be here.
    pub until: String,
    /// The page with the label.
    pub label_url: String,
    pub by_parcel: bool,
    /// Registered then: the moment that counts for the law.
    pub at: String,
}
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReturnReceived {
    pub order: OrderView,
    pub place: String,
}
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReturnAccepted {
    pub order: OrderView,
    pub refund: String,
    pub document: Option<String>,
    /// How the money comes, in a sentence.
    pub way: String,
}
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReturnRejected {
    pub order: OrderView,
    pub place: String,
    /// Why, in a sentence.
    pub reason: String,
}
#[derive(Clone, PartialEq, Eq)]
pub struct LoginCode {
    pub code: String,
}
/// A code in a log would be a code for everybody.
impl std::fmt::Debug for LoginCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LoginCode(…)")
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Letter {
    OrderPlaced(OrderPlaced),
    OrderReady(OrderReady),
    /// The same words a day before the goods go back.
    OrderReminder(OrderReady),
    OrderExpired(OrderExpired),
    OrderCancelled(OrderCancelled),
    HandedOver(HandedOver),
    Shipped(Shipped),
    ParcelReady(ParcelReady),
    PaymentFailed(PaymentFailed),
    ReturnOpened(ReturnOpened),
    ReturnReceived(ReturnReceived),
    ReturnAccepted(ReturnAccepted),
    ReturnRejected(ReturnRejected),
    OrderChanged(News),
    ComplaintOpened(News),
    ComplaintAnswered(News),
    LoginCode(LoginCode),
}

/// A letter as it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    pub subject: String,
    pub text: String,
    pub html: String,
}

impl Letter {
    pub fn template(&self) -> Template {
        match self {
            Letter::OrderPlaced(_) => Template::OrderPlaced,
            Letter::OrderReady(_) => Template::OrderReady,
            Letter::OrderReminder(_) => Template::OrderReminder,
            Letter::OrderExpired(_) => Template::OrderExpired,
            Letter::OrderCancelled(_) => Template::OrderCancelled,
            Letter::HandedOver(_) => Template::HandedOver,
            Letter::Shipped(_) => Template::Shipped,
            Letter::ParcelReady(_) => Template::ParcelReady,
            Letter::PaymentFailed(_) => Template::PaymentFailed,
            Letter::ReturnOpened(_) => Template::ReturnOpened,
            Letter::ReturnReceived(_) => Template::ReturnReceived,
            Letter::ReturnAccepted(_) => Template::ReturnAccepted,
            Letter::ReturnRejected(_) => Template::ReturnRejected,
            Letter::OrderChanged(_) => Template::OrderChanged,
            Letter::ComplaintOpened(_) => Template::ComplaintOpened,
            Letter::ComplaintAnswered(_) => Template::ComplaintAnswered,
            Letter::LoginCode(_) => Template::LoginCode,
        }
    }

    /// Subject and the line beside it.
    fn titles(&self, lang: Language) -> (String, String) {
        let say = |polish: String, english: String| if lang == Language::Pl { polish } else { english };
        match self {
            Letter::OrderPlaced(it) => {
                let number = &it.order.number;
                let names: Vec<&str> = it.order.lines.iter().map(|line| line.name.as_str()).collect();
                (
                    say(format!("Zamówienie {number} przyjęte"), format!("Order {number} received")),
                    names.join(", "),
                )
            }
            Letter::OrderReady(it) => {
                let (number, place) = (&it.order.number, &it.place.name);
                let code = it.place.code.as_deref().unwrap_or_default();
                (
                    say(
                        format!("Zamówienie {number} czeka na odbiór"),
                        format!("Order {number} is ready for pickup"),
                    ),
                    say(format!("{place}, kod odbioru {code}"), format!("{place}, pickup code {code}")),
                )
            }
            Letter::OrderReminder(it) => {
                let (number, place) = (&it.order.number, &it.place.name);
                let until = it.place.until.as_deref().unwrap_or_default();
                (
                    say(
                        format!("Zamówienie {number} czeka jeszcze tylko dzień"),
                        format!("Order {number} waits for one more day"),
                    ),
                    say(format!("{place}, do: {until}"), format!("{place}, until: {until}")),
                )
            }
            Letter::OrderExpired(it) => {
                let number = &it.order.number;
                (
                    say(
                        format!("Rezerwacja zamówienia {number} wygasła"),
                        format!("The reservation of order {number} has expired"),
                    ),
                    say("Nic nie musisz robić.".to_owned(), "There is nothing you need to do.".to_owned()),
                )
            }
            Letter::OrderCancelled(it) => {
                let number = &it.order.number;
                let subject = if it.partial {
                    say(format!("Zmiana w zamówieniu {number}"), format!("A change to order {number}"))
                } else {
                    say(format!("Zamówienie {number} anulowane"), format!("Order {number} cancelled"))
                };
                (subject, it.refund.clone())
            }
            Letter::HandedOver(it) => {
                let number = &it.order.number;
                (
                    say(format!("Dziękujemy! Zamówienie {number}"), format!("Thank you! Order {number}")),
                    say("Paragon i Twoje punkty.".to_owned(), "Your receipt and your points.".to_owned()),
                )
            }
            Letter::Shipped(it) => {
                let number = &it.order.number;
                (
                    say(format!("Zamówienie {number} w drodze"), format!("Order {number} is on its way")),
                    it.tracking.clone().unwrap_or_default(),
                )
            }
            Letter::ParcelReady(it) => {
                let number = &it.order.number;
                (
                    say(
                        format!("Zamówienie {number} czeka w automacie"),
                        format!("Order {number} is waiting in the locker"),
                    ),
                    it.place.first().cloned().unwrap_or_default(),
                )
            }
            Letter::PaymentFailed(it) => {
                let number = &it.order.number;
                (
                    say(
                        format!("Płatność za zamówienie {number} się nie udała"),
                        format!("The payment for order {number} did not go through"),
                    ),
                    say("Spróbuj jeszcze raz.".to_owned(), "Please try again.".to_owned()),
                )
            }
            Letter::ReturnOpened(it) => {
                let (number, code) = (&it.order.number, &it.code);
                (
                    say(format!("Zwrot {code} zgłoszony"), format!("Return {code} registered")),
                    say(format!("Zamówienie {number}"), format!("Order {number}")),
                )
            }
            Letter::ReturnReceived(it) => {
                let number = &it.order.number;
                (
                    say(format!("Mamy Twój zwrot: {number}"), format!("Your return has arrived: {number}")),
                    it.place.clone(),
                )
            }
            Letter::ReturnAccepted(it) => {
                let (number, refund) = (&it.order.number, &it.refund);
                (
                    say(format!("Zwrot przyjęty: {refund}"), format!("Return accepted: {refund}")),
                    say(format!("Zamówienie {number}"), format!("Order {number}")),
                )
            }
            Letter::ReturnRejected(it) => {
                let number = &it.order.number;
                (
                    say(
                        format!("Nie możemy przyjąć zwrotu: {number}"),
                        format!("We cannot accept the return: {number}"),
                    ),
                    it.reason.clone(),
                )
            }
            Letter::OrderChanged(it) | Letter::ComplaintOpened(it) | Letter::ComplaintAnswered(it) => {
                let number = &it.order.number;
                let (polish, english) = match self {
                    Letter::ComplaintOpened(_) => ("Mamy Twoją reklamację", "We have your complaint"),
                    Letter::ComplaintAnswered(_) => {
                        ("Odpowiedź na reklamację", "Our answer to your complaint")
                    }
                    _ => ("Zmiana w zamówieniu", "A change of your order"),
                };
                (
                    say(format!("{polish}: {number}"), format!("{english}: {number}")),
                    it.words.first().cloned().unwrap_or_default(),
                )
            }
            // Not in the preheader: lock screens show it.
            Letter::LoginCode(_) => (
                say("Twój kod logowania".to_owned(), "Your sign-in code".to_owned()),
                say("Ważny 10 minut.".to_owned(), "Valid for 10 minutes.".to_owned()),
            ),
        }
    }

    /// Sets the letter. `frame` brings everything but the titles.
    pub fn write(&self, mut frame: Frame) -> Result<Written, askama::Error> {
        (frame.subject, frame.preheader) = self.titles(frame.lang);
        let f = &frame;
        let (html, text) = match self {
            Letter::OrderPlaced(it) => pages::order_placed(f, it)?,
            Letter::OrderReady(it) => pages::order_ready(f, it)?,
            Letter::OrderReminder(it) => pages::order_reminder(f, it)?,
            Letter::OrderExpired(it) => pages::order_expired(f, it)?,
            Letter::OrderCancelled(it) => pages::order_cancelled(f, it)?,
            Letter::HandedOver(it) => pages::handed_over(f, it)?,
            Letter::Shipped(it) => pages::shipped(f, it)?,
            Letter::ParcelReady(it) => pages::parcel_ready(f, it)?,
            Letter::PaymentFailed(it) => pages::payment_failed(f, it)?,
            Letter::ReturnOpened(it) => pages::return_opened(f, it)?,
            Letter::ReturnReceived(it) => pages::return_received(f, it)?,
            Letter::ReturnAccepted(it) => pages::return_accepted(f, it)?,
            Letter::ReturnRejected(it) => pages::return_rejected(f, it)?,
            Letter::OrderChanged(it) | Letter::ComplaintOpened(it) | Letter::ComplaintAnswered(it) => {
                pages::news(f, it)?
            }
            Letter::LoginCode(it) => pages::login_code(f, it)?,
        };
        Ok(Written { subject: frame.subject, text: tidy(&text), html })
    }
}

/// At most one empty line in a row, none at the ends.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = 0;
    for line in text.trim().lines().map(str::trim_end) {
        empty = if line.is_empty() { empty + 1 } else { 0 };
        if empty < 2 {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

mod pages {
    use super::*;

    macro_rules! pages {
        ($($name:ident $html:literal $text:literal $letter:ident),* $(,)?) => { $(
            pub fn $name(f: &Frame, it: &$letter) -> Result<(String, String), askama::Error> {
                #[derive(askama::Template)]
                #[template(path = $html)]
                struct Html<'a> {
                    f: &'a Frame,
                    it: &'a $letter,
                }
                #[derive(askama::Template)]
                #[template(path = $text)]
                struct Text<'a> {
                    f: &'a Frame,
                    it: &'a $letter,
                }
                Ok((Html { f, it }.render()?, Text { f, it }.render()?))
            }
        )* };
    }
    pages! {
        order_placed "mail/order_placed.html" "mail/order_placed.txt" OrderPlaced,
        order_ready "mail/order_ready.html" "mail/order_ready.txt" OrderReady,
        order_reminder "mail/order_reminder.html" "mail/order_reminder.txt" OrderReady,
        order_expired "mail/order_expired.html" "mail/order_expired.txt" OrderExpired,
        order_cancelled "mail/order_cancelled.html" "mail/order_cancelled.txt" OrderCancelled,
        handed_over "mail/handed_over.html" "mail/handed_over.txt" HandedOver,
        shipped "mail/shipped.html" "mail/shipped.txt" Shipped,
        parcel_ready "mail/parcel_ready.html" "mail/parcel_ready.txt" ParcelReady,
        payment_failed "mail/payment_failed.html" "mail/payment_failed.txt" PaymentFailed,
        return_opened "mail/return_opened.html" "mail/return_opened.txt" ReturnOpened,
        return_received "mail/return_received.html" "mail/return_received.txt" ReturnReceived,
        return_accepted "mail/return_accepted.html" "mail/return_accepted.txt" ReturnAccepted,
        return_rejected "mail/return_rejected.html" "mail/return_rejected.txt" ReturnRejected,
        news "mail/news.html" "mail/news.txt" News,
        login_code "mail/login_code.html" "mail/login_code.txt" LoginCode,
    }
}

#[cfg(test)]
mod tests;
