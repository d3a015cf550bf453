//! The checkout: one page from the basket to the promise.

use askama::Template;
use axum::extract::{Query, State as Given};
use axum::http::{StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use customers::{ActivityKind, Email, Phone};
use inventory::{Address, Capability};
use kernel::{OrderId, Problem};
use orders::{Basket, Contact, Delivery, DeliveryMode, Order, PayBy, Place};
use shipping::Service;
use ui::{Form, Page, Visit, Words};

use crate::basket::{BasketView, current, reach, view};
use crate::frame::Frame;
use crate::lockers::{self, LockerLine, Offered};
use crate::refusal::Refused;
use crate::shopper::{Posted, Seen, Shopper};
use crate::stores::{StoreLine, by_distance, line};
use crate::ways::Ways;
use crate::{State, TEXTS};

#[derive(Template)]
#[template(path = "checkout.html")]
struct Checkout {
    page: Page,
    frame: Frame,
    form: Form,
    basket: BasketView,
    stores: Vec<StoreOption>,
    more: Vec<StoreOption>,
    place: Option<String>,
    goods: String,
    fee: String,
    with_fee: String,
    tax: String,
    is_ship: bool,
    is_locker: bool,
    /// Parcels go to lockers as well: the nearest ones, and what that costs.
    has_lockers: bool,
    lockers: Vec<LockerLine>,
    locker_fee: String,
    with_locker_fee: String,
    /// No store has the whole basket.
    is_nowhere: bool,
    /// What went wrong, above the form, with what to change.
    trouble: Option<Trouble>,
    ways: Ways,
    /// What the person who signed in may spend of their store credit.
    credit: Option<String>,
    keep_days: i64,
}

struct Trouble {
    text: String,
    /// Names of lines that are gone.
    gone: Vec<String>,
}

struct StoreOption {
    store: StoreLine,
    missing: i64,
    is_on: bool,
}

#[derive(serde::Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    store: Option<String>,
    #[serde(default)]
    delivery: Option<String>,
}

pub async fn show(
    Given(state): Given<State>,
    Query(asked): Query<Asked>,
    shopper: Shopper,
    visit: Visit,
) -> Result<Response, Refused> {
    let Some(basket) = current(&state, &shopper).await?.filter(|basket| !basket.is_empty()) else {
        return Ok(Redirect::to("/basket").into_response());
    };
    let mut form = Form::default()
        .set("order", OrderId::fresh(state.db.now()))
        .set("basket", basket.id)
        .set("store", asked.store.or(shopper.store.clone()).unwrap_or_default());
    if let Some(way) = asked.delivery.filter(|way| ["ship", "locker"].contains(&way.as_str())) {
        form = form.set("delivery", way);
    }
    if let Some(person) = shopper.person {
        let known = customers::person(&mut state.db.read().await?, person).await?;
        form = form.set("name", known.name.clone().unwrap_or_default());
        form = form.set("email", known.email().map(|it| it.to_string()).unwrap_or_default());
        form = form.set("phone", known.phone().map(|it| it.to_string()).unwrap_or_default());
    }
    let mut response = page_of(&state, &shopper, &visit, &basket, form, None, StatusCode::OK).await?;
    response.extensions_mut().insert(Seen::of(ActivityKind::CheckoutStarted));
    Ok(response)
}

async fn page_of(
    state: &State,
    shopper: &Shopper,
    visit: &Visit,
    basket: &Basket,
    mut form: Form,
    trouble: Option<Trouble>,
    status: StatusCode,
) -> Result<Response, Refused> {
    let w = TEXTS.words(visit.lang);
    let now = state.db.now();
    let reference = state.reference().await?;
    let places = inventory::places(&state.db).await?;
    let reach = reach(state, basket).await?;
    let sorted = by_distance(&places, shopper.place.as_ref());
    let mut stores: Vec<StoreOption> = sorted
        .into_iter()
        .filter_map(|(place, distance)| {
            let missing = reach.stores.iter().find(|it| it.code == place.location.code)?.missing;
            let store = line(place, distance, now, shopper.store.as_deref(), &w);
            let is_on = form.is("store", &store.code) && missing == 0;
            Some(StoreOption { store, missing, is_on })
        })
        .collect();
    // What the shopper chose, then what has everything; within each the order of distance stays.
    stores.sort_by_key(|it| (!it.is_on, it.missing > 0));
    if stores.iter().all(|it| !it.is_on)
        && shopper.place.is_some()
        && let Some(first) = stores.first_mut().filter(|it| it.missing == 0)
    {
        first.is_on = true;
    }
    // What was not chosen, or cannot be, becomes what can.
    let mut ways = Ways::of(state).await?;
    let wants_ship = form.is("delivery", "ship");
    let offered = Offered::of(state).await?;
    let wants_locker = form.is("delivery", "locker") && offered.locker.is_some();
    ways.ship &= reach.by_parcel || wants_ship || wants_locker || !ways.collect;
    let is_nowhere = stores.iter().all(|it| it.missing > 0);
    let is_untouched = form.text("delivery").is_none();
    let is_locker = ways.ship && wants_locker;
    let is_ship = ways.ship && !is_locker && (wants_ship || !ways.collect || is_untouched && is_nowhere);
    let is_parcel = is_ship || is_locker;
    if is_parcel || !ways.pay_online || form.text("payment").is_none() {
        form = form.set("payment", if is_parcel { "online" } else { "on_pickup" });
    }
    let more = stores.split_off(stores.len().min(4));
    let view = view(state, Some(basket), &w).await?;
    let mut q = state.db.read().await?;
    let quote = |ship: bool| async move {
        let mut q = state.db.read().await?;
        let quote = orders::quote_basket(&mut q, basket, now, ship).await?;
        Ok::<_, Problem>(quote)
    };
    // A line without a price cannot be quoted; the page says which one it is.
    let by = |service: Option<Service>| async move {
        let Some(service) = service else { return quote(true).await };
        let mut q = state.db.read().await?;
        Ok::<_, Problem>(orders::quote_service(&mut q, basket, now, &service).await?)
    };
    let (plain, shipped) = (quote(false).await.ok(), by(offered.courier.clone()).await.ok());
    let lockered = match &offered.locker {
        Some(service) => by(Some(service.clone())).await.ok(),
        None => None,
    };
    let policy = orders::policy(&mut q, &reference.market.code, reference.market.currency).await?;
    let money = |quote: &Option<pricing::Quote>, of: fn(&pricing::Quote) -> kernel::Money| {
        quote.as_ref().map(|quote| w.money(of(quote))).unwrap_or_default()
    };
    let fee = |quote: &Option<pricing::Quote>| {
        let fee = quote.as_ref().and_then(|quote| quote.delivery).map(|delivery| w.money(delivery.gross));
        fee.unwrap_or_else(|| w.t("free").into_owned())
    };
    let chosen = match (is_locker, is_ship) {
        (true, _) => &lockered,
        (false, true) => &shipped,
        (false, false) => &plain,
    };
    let lockers = lockers::near(state, shopper, offered.locker.as_ref(), &form, &w).await?;
    let credit = free_credit(state, basket, shopper).await?.map(|free| w.money(free));
    let frame = Frame::with(state, shopper, visit, &reference).private();
    let page = frame.page(visit, w.t("checkout-title"));
    Ok(ui::html_with(
        status,
        Checkout {
            page,
            frame,
            goods: money(&plain, |quote| quote.goods),
            fee: fee(&shipped),
            locker_fee: fee(&lockered),
            with_locker_fee: money(&lockered, |quote| quote.total),
            has_lockers: offered.locker.is_some(),
            lockers,
            is_locker,
            with_fee: money(&shipped, |quote| quote.total),
            tax: money(chosen, |quote| quote.tax),
            form,
            basket: view,
            stores,
            more,
            place: shopper.place.as_ref().map(|place| place.name.clone()),
            is_ship,
            is_nowhere,
            trouble,
            ways,
            credit,
            keep_days: policy.keep_days,
        },
    ))
}

/// Of whoever signed in and owns the basket; nothing at all is none.
async fn free_credit(
    state: &State,
    basket: &Basket,
    shopper: &Shopper,
) -> Result<Option<kernel::Money>, Refused> {
    let Some(person) = shopper.person.filter(|it| basket.person == Some(*it)) else { return Ok(None) };
    let currency = state.reference().await?.market.currency;
    let free = payments::credit(&mut state.db.read().await?, person, currency).await?.free();
    Ok(Some(free).filter(|it| it.minor > 0))
}

/// Store credit goes first where the shopper wants that, the rest comes by `pay`. Money on pickup stands alone, so there the
/// credit has to be enough.
async fn tenders(
    state: &State,
    basket: &Basket,
    shopper: &Shopper,
    form: &mut Form,
    w: &Words,
    pay: PayBy,
) -> Result<Option<Vec<PayBy>>, Refused> {
    let free = free_credit(state, basket, shopper).await?;
    let Some(free) = free.filter(|_| form.is("credit", "on")) else { return Ok(Some(vec![pay])) };
    let is_ship = form.is("delivery", "ship");
    let now = state.db.now();
    let total = orders::quote_basket(&mut state.db.read().await?, basket, now, is_ship).await?.total;
    if free.minor >= total.minor {
        return Ok(Some(vec![PayBy::credit(total)]));
    }
    if pay.method == payments::Method::OnPickup {
        form.fail("payment", w.t("wrong-credit"));
        return Ok(None);
    }
    Ok(Some(vec![PayBy::credit(free), pay]))
}

/// What the form says, once it says it right.
struct Wish {
    order: OrderId,
    mode: DeliveryMode,
    contact: Contact,
    pay: PayBy,
}

pub async fn place(
    Given(state): Given<State>,
    shopper: Shopper,
    visit: Visit,
    Posted(mut form): Posted,
) -> Result<Response, Refused> {
    let w = TEXTS.words(visit.lang);
    // Sent before: the same order again, whatever became of the basket.
    if let Ok(id) = form.value("order").parse::<OrderId>()
        && let Ok(earlier) = orders::order(&mut state.db.read().await?, id).await
    {
        return go_on(&state, &shopper, &visit, &earlier).await;
    }
    let Some(basket) = current(&state, &shopper).await?.filter(|basket| !basket.is_empty()) else {
        return Ok((ui::flash(&w.t("checkout-empty"), None), Redirect::to("/basket")).into_response());
    };
    let wish = match read(&state, &mut form, &w).await? {
        Some(wish) => wish,
        None => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return page_of(&state, &shopper, &visit, &basket, form, None, status).await;
        }
    };
    let Some(payments) = tenders(&state, &basket, &shopper, &mut form, &w, wish.pay).await? else {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return page_of(&state, &shopper, &visit, &basket, form, None, status).await;
    };
    let request = Place {
        order: wish.order,
        basket: basket.id,
        deliveries: vec![Delivery { mode: wish.mode, lines: None }],
        contact: wish.contact,
        payments,
    };
    let placed = state.db.run(&shopper.actor(), async |tx| orders::place(tx, request.clone()).await).await;
    match placed {
        Ok(order) => go_on(&state, &shopper, &visit, &order).await,
        // Another window was faster.
        Err(orders::Error::BasketPlaced(id)) => {
            let order = orders::basket(&mut state.db.read().await?, id).await?.order;
            Ok(Redirect::to(&order.map_or_else(|| "/basket".to_owned(), |id| format!("/o/{id}")))
                .into_response())
        }
        Err(error) => {
            let trouble = trouble(&state, &basket, &form, error, &w).await?;
            page_of(&state, &shopper, &visit, &basket, form, Some(trouble), StatusCode::CONFLICT).await
        }
    }
}

/// What a refusal means for this basket. What cannot be put right here is a page of its own.
async fn trouble(
    state: &State,
    basket: &Basket,
    form: &Form,
    error: orders::Error,
    w: &Words,
) -> Result<Trouble, Refused> {
    let names = async |lines: Vec<kernel::VariantId>| -> Result<Vec<String>, Problem> {
        let cards = catalog::variants(&mut state.db.read().await?, &lines).await?;
        Ok(cards.iter().map(|card| card.full_name(w.lang.code())).collect())
    };
    Ok(match &error {
        orders::Error::Inventory(inventory::Error::OutOfStock { variant, .. }) => {
            let is_ship = !form.is("delivery", "pickup");
            let text = if is_ship { w.t("checkout-gone") } else { w.t("checkout-gone-there") };
            Trouble { text: text.into_owned(), gone: names(vec![*variant]).await? }
        }
        orders::Error::NothingToShip { variant, .. } => {
            Trouble { text: w.t("checkout-gone").into_owned(), gone: names(vec![*variant]).await? }
        }
        orders::Error::NotForSale(variant) => {
            Trouble { text: w.t("checkout-not-sold").into_owned(), gone: names(vec![*variant]).await? }
        }
        orders::Error::Pricing(pricing::Error::NoPrice { variant, .. }) => {
            Trouble { text: w.t("checkout-not-sold").into_owned(), gone: names(vec![*variant]).await? }
        }
        // Spent in another window.
        orders::Error::Payments(payments::Error::NotEnoughCredit { .. }) => {
            Trouble { text: w.t("checkout-credit-gone").into_owned(), gone: Vec::new() }
        }
        orders::Error::Shipping(shipping::Error::UnknownService(_) | shipping::Error::UnknownPoint(_)) => {
            Trouble { text: w.t("wrong-locker").into_owned(), gone: Vec::new() }
        }
        orders::Error::NoPickupThere(_) => {
            Trouble { text: w.t("checkout-no-pickup").into_owned(), gone: Vec::new() }
        }
        _ => {
            tracing::warn!(%error, basket = %basket.id, "an order was refused");
            return Err(error.into());
        }
    })
}

/// Checks the form as a whole, so that every complaint is told at once.
async fn read(state: &State, form: &mut Form, w: &Words) -> Result<Option<Wish>, Refused> {
    let order = form.value("order").parse::<OrderId>().unwrap_or_else(|_| OrderId::fresh(state.db.now()));
    let email = match form.text("email").map(Email::parse) {
        Some(Ok(email)) => Some(email),
        _ => {
            form.fail("email", w.t("wrong-email"));
            None
        }
    };
    let phone = match form.text("phone").map(Phone::parse) {
        None => None,
        Some(Ok(phone)) => Some(phone),
        Some(Err(_)) => {
            form.fail("phone", w.t("wrong-phone"));
            None
        }
    };
    let name =
        form.text("name").map(|name| name.chars().filter(|c| !c.is_control()).take(120).collect::<String>());
    if name.is_none() {
        form.fail("name", w.t("wrong-name"));
    }
    let is_ship = ["ship", "locker"].iter().any(|way| form.is("delivery", way));
    let mode = if is_ship { ship_to(state, form, w).await? } else { pickup_at(state, form, w).await? };
    let pay = match &state.provider {
        Some(provider) if is_ship || form.is("payment", "online") => {
            let back = format!("{}/pay/return?order={order}", state.site.public_url);
            Some(PayBy::online(&**provider, back))
        }
        // A form from before the provider went.
        None if is_ship || form.is("payment", "online") => {
            form.fail("payment", w.t("wrong-payment"));
            None
        }
        _ => Some(PayBy::on_pickup()),
    };
    if is_ship && phone.is_none() && form.error("phone").is_none() {
        form.fail("phone", w.t("wrong-phone-needed"));
    }
    let contact = Contact { email, phone, name, lang: w.lang.code().to_owned() };
    let wish = mode.zip(pay).filter(|_| form.is_fine());
    Ok(wish.map(|(mode, pay)| Wish { order, mode, contact, pay }))
}

async fn pickup_at(state: &State, form: &mut Form, w: &Words) -> Result<Option<DeliveryMode>, Refused> {
    let places = inventory::places(&state.db).await?;
    let found = places.by_code(form.value("store")).map(|place| &place.location);
    let found = found.filter(|location| location.can(Capability::Pickup)).map(|location| location.id);
    if found.is_none() {
        form.fail("store", w.t("wrong-store"));
    }
    Ok(found.map(|location| DeliveryMode::Pickup { location }))
}

async fn ship_to(state: &State, form: &mut Form, w: &Words) -> Result<Option<DeliveryMode>, Refused> {
    if !Ways::of(state).await?.ship {
        form.fail("delivery", w.t("wrong-delivery"));
        return Ok(None);
    }
    let offered = Offered::of(state).await?;
    if form.is("delivery", "locker") {
        return Ok(lockers::chosen(state, offered.locker.as_ref(), form, w).await?);
    }
    Ok(address(form, w).map(|address| offered.by_courier(address)))
}

fn address(form: &mut Form, w: &Words) -> Option<Address> {
    let tidy = |form: &Form, field: &str| {
        form.text(field).map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    let street = tidy(form, "street").filter(|text| (3..=120).contains(&text.chars().count()));
    let city = tidy(form, "city").filter(|text| (2..=80).contains(&text.chars().count()));
    let postcode = form.text("postcode").and_then(postcode);
    if street.is_none() {
        form.fail("street", w.t("wrong-street"));
    }
    if postcode.is_none() {
        form.fail("postcode", w.t("wrong-postcode"));
    }
    if city.is_none() {
        form.fail("city", w.t("wrong-city"));
    }
    Some(Address { street: street?, postcode: postcode?, city: city?, country: "PL".to_owned() })
}

/// A Polish postcode, however it is typed: `00-950`.
pub fn postcode(text: &str) -> Option<String> {
    let is_neat = text.chars().all(|c| c.is_ascii_digit() || c == '-' || c == ' ');
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    (is_neat && digits.len() == 5).then(|| format!("{}-{}", &digits[..2], &digits[2..]))
}

/// To the payment page if money is expected now, else to the page of the order.
async fn go_on(state: &State, shopper: &Shopper, visit: &Visit, order: &Order) -> Result<Response, Refused> {
    let to = crate::pay::go(state, shopper, visit, order).await;
    let cookie = order.fulfilments.first().filter(|it| it.mode == orders::Mode::Pickup).map(|it| it.location);
    let places = inventory::places(&state.db).await?;
    let store = cookie.and_then(|id| places.get(id)).map(|place| place.location.code.clone());
    let redirect = Redirect::to(&to).into_response();
    Ok(match store {
        Some(code) => {
            let cookie = crate::shopper::choice_cookie(&state.site, crate::place::STORE, &code);
            (AppendHeaders([(header::SET_COOKIE, cookie)]), redirect).into_response()
        }
        None => redirect,
    })
}

#[cfg(test)]
mod tests {
    use super::postcode;

    #[test]
    fn a_postcode_may_be_typed_in_many_ways() {
        for good in ["00-950", "00950", " 00 950 ", "00 - 950"] {
            assert_eq!(postcode(good).as_deref(), Some("00-950"), "{good}");
        }
        for bad in ["", "0950", "000-950", "AB-123", "00-95O"] {
            assert_eq!(postcode(bad), None, "{bad}");
        }
    }
}
