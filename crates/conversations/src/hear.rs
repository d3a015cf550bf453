//! What orders tell and somebody waits to hear: each fact becomes one letter.

use kernel::{Consumer, Fact, FulfilmentId, OrderId, Tx, on};

use crate::Error;
use crate::letter::{
    HandedOver, Letter, OrderCancelled, OrderExpired, OrderPlaced, OrderReady, ParcelReady, PaymentFailed,
    ReturnAccepted, ReturnOpened, ReturnReceived, ReturnRejected, Shipped,
};
use crate::news::News;
use crate::notify::notify;
use crate::reading::{self, Case, Part};
use crate::speech;

/// What this context listens to.
pub fn consumer() -> Consumer {
    Consumer::new(
        "conversations",
        vec![
            on!(orders::Placed => on_order_placed),
            on!(orders::Ready => on_order_ready),
            on!(orders::PickupReminder => on_pickup_reminder),
            on!(orders::Expired => on_order_expired),
            on!(orders::Cancelled => on_order_cancelled),
            on!(orders::HandedOver => on_handed_over),
            on!(orders::Shipped => on_order_shipped),
            on!(shipping::Tracked => on_parcel_tracked),
            on!(payments::Failed => on_payment_failed),
            on!(orders::ReturnOpened => on_return_opened),
            on!(orders::ReturnReceived => on_return_received),
            on!(orders::Returned => on_returned),
            on!(orders::ReturnRejected => on_return_rejected),
            on!(orders::Changed => on_order_changed),
            on!(orders::Exchanged => on_exchanged),
            on!(orders::ComplaintOpened => on_complaint_opened),
            on!(orders::ComplaintAnswered => on_complaint_answered),
        ],
    )
}

pub async fn on_order_placed(tx: &mut Tx, _: &Fact, event: orders::Placed) -> Result<(), Error> {
    let Some(case) = reading::open(tx, event.order).await? else { return Ok(()) };
    let order = case.whole();
    let letter = OrderPlaced {
        payment: case.payment().to_owned(),
        pay_url: (event.payment == orders::PaymentState::Pending).then(|| order.url.clone()),
        places: case.places(tx).await?,
        ship_to: case.ship_to(),
        order,
    };
    tell(tx, &case, event.order.to_string(), Letter::OrderPlaced(letter)).await
}

pub async fn on_order_ready(tx: &mut Tx, _: &Fact, event: orders::Ready) -> Result<(), Error> {
    let Some(case) = reading::open(tx, event.order).await? else { return Ok(()) };
    let Some(fulfilment) = case.fulfilment(event.fulfilment) else { return Ok(()) };
    let order = case.some(case.of_fulfilment(fulfilment));
    let place = case.place(tx, fulfilment).await?;
    let to_pay = (case.order.payment == orders::PaymentState::DueAtPickup).then(|| order.total.clone());
    let letter = OrderReady { order, place, to_pay };
    tell(tx, &case, event.fulfilment.to_string(), Letter::OrderReady(letter)).await
}

/// Tomorrow the goods go back. Somebody who has collected them meanwhile is left in peace.
pub async fn on_pickup_reminder(tx: &mut Tx, _: &Fact, event: orders::PickupReminder) -> Result<(), Error> {
    let Some(case) = reading::open(tx, event.order).await? else { return Ok(()) };
    let now = tx.now();
    let waits = case
        .fulfilment(event.fulfilment)
        .filter(|it| it.state == orders::FulfilmentState::Ready && it.due_at.is_some_and(|due| due > now));
    let Some(fulfilment) = waits else { return Ok(()) };
    let order = case.some(case.of_fulfilment(fulfilment));
    let place = case.place(tx, fulfilment).await?;
    let to_pay = (case.order.payment == orders::PaymentState::DueAtPickup).then(|| order.total.clone());
    let letter = OrderReady { order, place, to_pay };
    tell(tx, &case, event.fulfilment.to_string(), Letter::OrderReminder(letter)).await
}

/// Nobody came.
pub async fn on_order_expired(tx: &mut Tx, _: &Fact, event: orders::Expired) -> Result<(), Error> {
    let Some(case) = reading::open(tx, event.order).await? else { return Ok(()) };
    let reason = case.say(
        "nie zostało odebrane na czas, więc rzeczy wróciły na półkę.",
        "was not collected in time, so the things went back on the shelf.",
    );
    let order = case.some(event.lines.iter().map(Part::from));
    let letter = OrderExpired { order, reason: reason.to_owned() };
    tell(tx, &case, event.fulfilment.to_string(), Letter::OrderExpired(letter)).await
}

/// Called off, or never paid: for the shopper these are two stories.
pub async fn on_order_cancelled(tx: &mut Tx, fact: &Fact, event: orders::Cancelled) -> Result<(), Error> {
    let Some(case) = reading::open(tx, event.order).await? else { return Ok(()) };
    let order = case.some(event.lines.iter().map(Part::from));
    if event.reason == orders::CancelReason::Unpaid {
        let reason = case.say(
            "nie zostało opłacone na czas, więc rzeczy wróciły do sprzedaży.",
            "was not paid in time, so the things are on sale again.",
        );
        let letter = OrderExpired { order, reason: reason.to_owned() };
        return tell(tx, &case, event.order.to_string(), Letter::OrderExpired(letter)).await;
    }
    let partial = case.order.is_open() || case.order.life == orders::Life::Completed;
    // Parts may be cancelled one after another, the whole only once.
    let reference = if partial { fact.id.to_string() } else { event.order.to_string() };
    let asked = event.reason == orders::CancelReason::Customer;
    let letter = OrderCancelled { order, partial, asked, refund: case.refund().to_owned() };
    tell(tx, &case, reference, Letter::OrderCancelled(letter)).await
}

pub async fn on_handed_over(tx: &mut Tx, _: &Fact, event: orders::HandedOver) -> Result<(), Error> {
    let Some(case) = reading::open(tx, event.order).await? else { return Ok(()) };
    let receipt = orders::receipts(tx, event.order).await?.into_iter().find(|it| it.id == event.receipt);
    let letter = HandedOver {
        order: case.some(event.lines.iter().map(Part::from)),
        place: inventory::location(tx, event.location).await?.name,
        receipt: receipt.map(|it| case.receipt(&it)),
        account_url: case.desk.account_url(),
    };
    tell(tx, &case, event.fulfilment.to_string(), Letter::HandedOver(letter)).await
}

pub async fn on_order_shipped(tx: &mut Tx, _: &Fact, event: orders::Shipped) -> Result<(), Error> {
    let Some(case) = reading::open(tx, event.order).await? else { return Ok(()) };
    let letter = Shipped {
        order: case.some(event.lines.iter().map(Part::from)),
        tracking: tracking(&case, event.fulfilment),
        tracking_url: tracking_url(tx, event.order, event.fulfilment).await?,
        ship_to: ship_to(tx, &case).await?,
    };
    tell(tx, &case, event.fulfilment.to_string(), Letter::Shipped(letter)).await
}

/// It lies in a locker, or at a counter: somebody has to come. What comes to the door needs no letter.
pub async fn on_parcel_tracked(tx: &mut Tx, _: &Fact, event: shipping::Tracked) -> Result<(), Error> {
    if event.stray || event.state != shipping::State::Ready {
        return Ok(());
    }
    let Some(case) = reading::open(tx, event.order).await? else { return Ok(()) };
    let Some(fulfilment) = case.fulfilment(event.fulfilment) else { return Ok(()) };
    let letter = ParcelReady {
        order: case.some(case.of_fulfilment(fulfilment)),
        tracking: tracking(&case, event.fulfilment),
        tracking_url: tracking_url(tx, event.order, event.fulfilment).await?,
        place: ship_to(tx, &case).await?,
    };
    tell(tx, &case, event.shipment.to_string(), Letter::ParcelReady(letter)).await
}

/// The address, under the name of the locker if it is one.
async fn ship_to(tx: &mut Tx, case: &Case) -> Result<Vec<String>, Error> {
    let mut lines = case.ship_to();
    if let Some(name) = orders::way(tx, case.order.id).await?.and_then(|way| way.point_name) {
        let names = usize::from(case.order.contact.name.is_some()).min(lines.len());
        lines.splice(..names, [name]);
    }
    Ok(lines)
}

async fn tracking_url(tx: &mut Tx, order: OrderId, id: FulfilmentId) -> Result<Option<String>, Error> {
    let all = shipping::of_fulfilment(tx, order, id).await?;
    Ok(all.into_iter().find(|it| it.state.has_left()).and_then(|it| it.tracking_url))
}

fn tracking(case: &Case, id: FulfilmentId) -> Option<String> {
    case.fulfilment(id)?.tracking.clone()
}

/// Once per try, and only while the order still waits for money.
pub async fn on_payment_failed(tx: &mut Tx, _: &Fact, event: payments::Failed) -> Result<(), Error> {
    let Some(case) = reading::open(tx, event.order).await? else { return Ok(()) };
    if !case.order.is_open() || case.order.payment != orders::PaymentState::Pending {
        return Ok(());
    }
    let letter = PaymentFailed { order: case.whole() };
    tell(tx, &case, event.intent.to_string(), Letter::PaymentFailed(letter)).await
}

/// The confirmation that the law wants on paper or in the mail: what is withdrawn from, and when that was said.
pub async fn on_return_opened(tx: &mut Tx, _: &Fact, event: orders::ReturnOpened) -> Result<(), Error> {
    let Some(case) = reading::open(tx, event.order).await? else { return Ok(()) };
    let it = orders::find_return(tx, event.id).await?;
    // Over the counter nobody waits for a letter: the goods change hands in the same minute.
    if it.decided_at.is_some() {
        return Ok(());
    }
    let zone = catalog::market(tx, &case.order.market).await?.zone;
    let letter = ReturnOpened {
        order: case.some(event.lines.iter().map(Part::from)),
        code: event.code,
        until: speech::day(case.lang, it.due_at.date_in(zone)),
        label_url: case.return_url(it.id),
        by_parcel: event.way == orders::ReturnWay::Parcel,
        at: speech::moment(case.lang, it.opened_at, zone),
    };
    tell(tx, &case, event.id.to_string(), Letter::ReturnOpened(letter)).await
}

/// Only where the decision does not follow at once.
pub async fn on_return_received(tx: &mut Tx, _: &Fact, event: orders::ReturnReceived) -> Result<(), Error> {
    let Some(case) = reading::open(tx, event.order).await? else { return Ok(()) };
    if orders::find_return(tx, event.id).await?.decided_at.is_some() {
        return Ok(());
    }
    let letter = ReturnReceived {
        order: case.some(event.lines.iter().map(Part::from)),
        place: inventory::location(tx, event.location).await?.name,
    };
    tell(tx, &case, event.id.to_string(), Letter::ReturnReceived(letter)).await
}

pub async fn on_returned(tx: &mut Tx, _: &Fact, event: orders::Returned) -> Result<(), Error> {
    let Some(case) = reading::open(tx, event.order).await? else { return Ok(()) };
    let it = orders::find_return(tx, event.id).await?;
    let parts = event.lines.iter();
    let parts = parts.map(|units| Part { line: units.line, quantity: units.quantity, gross: units.gross });
    let mut order = case.some(parts);
    if !event.delivery.is_zero() {
        order.delivery = Some(case.money(event.delivery));
        order.total = case.money(it.worth.gross.plus(event.delivery).unwrap_or(it.worth.gross));
    }
    let way = match (event.refund.is_zero(), it.refunded_at.is_some()) {
        (true, _) => case.say("Nie ma czego zwracać.", "There is nothing to pay back."),
        (false, true) => case.say("Pieniądze już do Ciebie wróciły.", "You have the money back already."),
        (false, false) => case.say(
            "Pieniądze są już w drodze, tą samą drogą, którą przyszły.",
            "The money is on its way already, the way it came.",
        ),
    };
    let way = way.to_owned();
    let letter = ReturnAccepted { order, refund: case.money(event.refund), document: it.document, way };
    tell(tx, &case, event.id.to_string(), Letter::ReturnAccepted(letter)).await
}

pub async fn on_return_rejected(tx: &mut Tx, _: &Fact, event: orders::ReturnRejected) -> Result<(), Error> {
    let Some(case) = reading::open(tx, event.order).await? else { return Ok(()) };
    let it = orders::find_return(tx, event.id).await?;
    let parts = it.lines.iter().filter_map(|back| {
        let gross = case.order.line(back.line)?.next_back(back.received).gross;
        Some(Part { line: back.line, quantity: back.received, gross })
    });
    let letter = ReturnRejected {
        order: case.some(parts),
        place: inventory::location(tx, event.location).await?.name,
        reason: refusal(&case, event.reason).to_owned(),
    };
    tell(tx, &case, event.id.to_string(), Letter::ReturnRejected(letter)).await
}

/// What was called off is told by its own letter.
pub async fn on_order_changed(tx: &mut Tx, _: &Fact, event: orders::Changed) -> Result<(), Error> {
    let Some(case) = reading::open(tx, event.order).await? else { return Ok(()) };
    use orders::ChangeKind as Kind;
    let what = match event.kind {
        Kind::Address => case.say("Paczka trafi pod nowy adres.", "The parcel goes to the new address."),
        Kind::Store => case.say("Odbierzesz je w innym sklepie.", "You collect it in another store."),
        Kind::Variant => {
            case.say("Jest w nim inny rozmiar lub kolor.", "There is another size or colour in it.")
        }
        Kind::Quantity if event.difference.minor > 0 => {
            case.say("Jest w nim więcej sztuk.", "There are more pieces in it.")
        }
        Kind::Cancel | Kind::Quantity | Kind::Exchange => return Ok(()),
    };
    let mut words = vec![what.to_owned()];
    words.extend(money_words(&case, event.difference, event.refund));
    let number = &case.order.number;
    let title = case.say("Zmienione zamówienie", "Order changed");
    let title = format!("{title}: {number}");
    let letter = News { order: case.some([]), title, words };
    tell(tx, &case, event.change.to_string(), Letter::OrderChanged(letter)).await
}

/// What goes back, or is to be paid on top.
fn money_words(case: &Case, difference: kernel::Money, refund: kernel::Money) -> Option<String> {
    let amount = |money: kernel::Money| case.money(kernel::Money::new(money.minor.abs(), money.currency));
    match (refund.is_zero(), difference.minor) {
        (false, _) => {
            let words = case.say("Oddajemy Ci", "This goes back to you");
            Some(format!("{words}: {}.", amount(refund)))
        }
        (true, 1..) => {
            let words = case.say("Do zapłaty więcej o", "More to pay");
            Some(format!("{words}: {}.", amount(difference)))
        }
        (true, ..0) => {
            let words = case.say("Do zapłaty mniej o", "Less to pay");
            Some(format!("{words}: {}.", amount(difference)))
        }
        (true, 0) => None,
    }
}

pub async fn on_exchanged(tx: &mut Tx, _: &Fact, event: orders::Exchanged) -> Result<(), Error> {
    let Some(case) = reading::open(tx, event.order).await? else { return Ok(()) };
    let mut words = vec![
        case.say(
            "To dostaniesz w zamian za to, co wróciło. Damy znać, gdy będzie gotowe.",
            "This is what you get for what came back. We tell you when it is ready.",
        )
        .to_owned(),
    ];
    words.extend(money_words(&case, event.difference, event.refund));
    let title = format!("{}: {}", case.say("Wymiana", "Exchange"), case.order.number);
    let letter = News { order: case.some(event.lines.iter().map(Part::from)), title, words };
    tell(tx, &case, event.change.to_string(), Letter::OrderChanged(letter)).await
}

/// The confirmation with its date, and the day by which an answer is due.
pub async fn on_complaint_opened(tx: &mut Tx, _: &Fact, event: orders::ComplaintOpened) -> Result<(), Error> {
    let Some(case) = reading::open(tx, event.order).await? else { return Ok(()) };
    let it = orders::find_complaint(tx, event.id).await?;
    let zone = catalog::market(tx, &case.order.market).await?.zone;
    let (came, due) = (
        speech::moment(case.lang, it.opened_at, zone),
        speech::day(case.lang, it.answer_due_at.date_in(zone)),
    );
    let words = vec![
        format!(
            "{} {came}. {} {due}.",
            case.say("Wpłynęła", "It came on"),
            case.say("Odpowiemy do", "You have our answer by")
        ),
        it.what.clone(),
    ];
    let title = format!("{} {}", case.say("Mamy Twoją reklamację", "We have your complaint"), it.code);
    let letter = News { order: case.some(part_of(&case, &it)), title, words };
    tell(tx, &case, event.id.to_string(), Letter::ComplaintOpened(letter)).await
}

fn part_of(case: &Case, it: &orders::Complaint) -> Option<Part> {
    let line = case.order.line(it.line)?;
    let gross = line.gross.share(kernel::Quantity::ZERO, it.quantity.min(line.quantity), line.quantity);
    Some(Part { line: line.id, quantity: it.quantity, gross })
}

pub async fn on_complaint_answered(
    tx: &mut Tx,
    _: &Fact,
    event: orders::ComplaintAnswered,
) -> Result<(), Error> {
    let Some(case) = reading::open(tx, event.order).await? else { return Ok(()) };
    let it = orders::find_complaint(tx, event.id).await?;
    use orders::Remedy;
    let answer = match event.remedy {
        Some(Remedy::Repair) => case.say("Uznajemy ją: naprawimy.", "We accept it and repair the thing."),
        Some(Remedy::Replace) => case.say("Uznajemy ją: wymienimy.", "We accept it and replace the thing."),
        Some(Remedy::Reduce) => {
            case.say("Uznajemy ją: oddajemy część ceny.", "We accept it: a part of the price goes back.")
        }
        Some(Remedy::Refund) => case.say(
            "Uznajemy ją: przyjmiemy rzecz i oddamy pieniądze.",
            "We accept it: we take the thing back and return the money.",
        ),
        None => case.say("Nie możemy jej uznać.", "We cannot accept it."),
    };
    let mut words = vec![answer.to_owned()];
    words.extend(Some(it.note.clone()).filter(|note| !note.is_empty()));
    words.extend(money_words(&case, kernel::Money::zero(event.refund.currency), event.refund));
    if let Some(back) = event.back {
        let code = orders::find_return(tx, back).await?.code;
        let bring = case.say(
            "Przynieś rzecz do dowolnego sklepu i podaj kod",
            "Bring the thing to any of our stores, with the code",
        );
        words.push(format!("{bring} {code}."));
    }
    let title = format!("{} {}", case.say("Odpowiedź na reklamację", "Our answer to complaint"), it.code);
    let letter = News { order: case.some([]), title, words };
    tell(tx, &case, event.id.to_string(), Letter::ComplaintAnswered(letter)).await
}

fn refusal(case: &Case, reason: orders::RefusalReason) -> &'static str {
    use orders::RefusalReason as Why;
    match reason {
        Why::Worn => case.say("Rzeczy były używane.", "The things have been used."),
        Why::Incomplete => case.say("Czegoś brakuje.", "Something is missing."),
        Why::NotOurs => case.say("To nie są rzeczy od nas.", "These things are not from us."),
        Why::Unsealed => case.say("Plomba jest zerwana.", "The seal is broken."),
        Why::TooLate => case.say("Przyszły po terminie.", "They came too late."),
        Why::Other => case.say("Odezwiemy się z wyjaśnieniem.", "We will get in touch and explain."),
    }
}

async fn tell(tx: &mut Tx, case: &Case, reference: String, letter: Letter) -> Result<(), Error> {
    notify(tx, case.notice(reference, letter)).await?;
    Ok(())
}
