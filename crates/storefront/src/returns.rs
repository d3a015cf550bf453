//! Bringing things back: the form in two steps, as the law wants it for a withdrawal, the page of a return with its code, and the
//! label for the parcel. Whoever has the order's link sees the form; the verb asks who they are.

use askama::Template;
use axum::extract::{Path, Query, State as Given};
use axum::response::{IntoResponse, Redirect, Response};
use catalog::MediaId;
use inventory::Kind;
use kernel::{LineId, Money, Problem, Quantity, ReturnId};
use orders::{
    BackLine, Basis, OpenReturn, Order, Payer, Proof, Purchase, Return, ReturnPolicy, ReturnReason,
    ReturnState, ReturnWay,
};
use ui::{Choice, Form, Page, Visit, Words};

use crate::codes;
use crate::frame::Frame;
use crate::order_page::{actor_of, find, is_mine};
use crate::refusal::{Refused, missing};
use crate::shopper::{Posted, Shopper};
use crate::{State, TEXTS};

/// A line of the order that can come back.
struct Row {
    id: String,
    name: String,
    picture: Option<MediaId>,
    sum: String,
    /// From none to all that is left.
    counts: Vec<Choice>,
    excluded: Option<String>,
}

/// What will come back, once more before it is said for good.
struct Chosen {
    id: String,
    name: String,
    units: i64,
    reason: ReturnReason,
    reason_name: String,
    worth: String,
}

#[derive(Template)]
#[template(path = "return_form.html")]
struct FormPage {
    page: Page,
    frame: Frame,
    form: Form,
    order: String,
    number: String,
    rows: Vec<Row>,
    reasons: Vec<Choice>,
    /// The second step.
    chosen: Vec<Chosen>,
    total: String,
    is_mine: bool,
    promise: String,
    parcel: String,
    trouble: Option<String>,
}

#[derive(Template)]
#[template(path = "return_page.html")]
struct ReturnPage {
    page: Page,
    frame: Frame,
    order: String,
    number: String,
    id: String,
    code: String,
    qr: String,
    tone: &'static str,
    title: String,
    lead: String,
    lines: Vec<(String, i64, String)>,
    refund: Option<String>,
    document: Option<String>,
    refusal: Option<String>,
    steps: Vec<(String, String, &'static str)>,
    is_expected: bool,
    by_parcel: bool,
    can_cancel: bool,
}

#[derive(Template)]
#[template(path = "return_label.html")]
struct LabelPage {
    page: Page,
    code: String,
    qr: String,
    number: String,
    to: Vec<String>,
    lines: Vec<(String, i64)>,
}

#[derive(Template)]
#[template(path = "return_find.html")]
struct FindPage {
    page: Page,
    frame: Frame,
    form: Form,
    promise: String,
}

/// What an order page says of its returns.
pub struct Standing {
    pub can: Option<String>,
    pub returns: Vec<(String, String, String, &'static str)>,
}

pub async fn standing(state: &State, w: &Words, order: &Order) -> Result<Standing, Problem> {
    let mut q = state.db.read().await?;
    let returns = orders::returns_of(&mut q, order.id).await?;
    let returns = returns.iter().map(|it| {
        let href = format!("/o/{}/returns/{}", order.id, it.id);
        (href, it.code.clone(), w.t(format!("return-is-{}", it.state)).into_owned(), tone(it.state))
    });
    let returns = returns.collect();
    let is_left = order.lines.iter().any(|line| !line.returnable().is_zero());
    if !is_left {
        return Ok(Standing { can: None, returns });
    }
    let market = catalog::market(&mut q, &order.market).await?;
    let policy = orders::return_policy(&mut q, &order.market, order.currency).await?;
    let (purchase, now) = (Purchase::of(order), state.db.now());
    let can =
        policy.basis(purchase, now, market.zone).map(|_| match policy.last_day(purchase, market.zone) {
            Some((_, day)) => {
                w.t1("return-until", "day", w.day(day.start_in(market.zone), market.zone)).into_owned()
            }
            None => String::new(),
        });
    Ok(Standing { can, returns })
}

fn tone(state: ReturnState) -> &'static str {
    match state {
        ReturnState::Expected => "info",
        ReturnState::Received => "warn",
        ReturnState::Accepted => "good",
        ReturnState::Rejected => "bad",
        ReturnState::Cancelled => "quiet",
    }
}

/// The market's promise in a sentence or two: the same words wherever it is told.
pub fn promise(w: &Words, policy: &ReturnPolicy) -> String {
    let law = w.n("policy-withdrawal", policy.withdrawal_days);
    let ours = match policy.goodwill_days {
        0 => String::new(),
        days => w.n("policy-goodwill", days).into_owned(),
    };
    [ours, law.into_owned(), w.t("policy-money").into_owned()].join(" ").trim().to_owned()
}
pub fn parcel(w: &Words, policy: &ReturnPolicy) -> String {
    match policy.parcel_paid_by {
        Payer::Shopper => w.t("policy-parcel-shopper"),
        Payer::Retailer => w.t("policy-parcel-free"),
    }
    .into_owned()
}
pub async fn policy_of(state: &State) -> Result<ReturnPolicy, Problem> {
    Ok(state.reference().await?.returns.clone())
}

#[derive(serde::Deserialize, Default)]
pub struct Asked {
    /// How somebody who came by number showed that the order is theirs.
    #[serde(default, rename = "as")]
    shown: String,
}

/// `GET /o/{id}/returns`
pub async fn form(
    Given(state): Given<State>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    shopper: Shopper,
    visit: Visit,
) -> Result<Response, Refused> {
    let order = find(&state, &id).await?;
    let fresh = ReturnId::fresh(state.db.now());
    let form = Form::default().set("return", fresh).set("way", "store").set("shown", asked.shown);
    draw(&state, &shopper, &visit, order, form, false).await
}

/// `POST /o/{id}/returns`: shows what was chosen; said once more, it is announced.
pub async fn announce(
    Given(state): Given<State>,
    Path(id): Path<String>,
    shopper: Shopper,
    visit: Visit,
    Posted(mut form): Posted,
) -> Result<Response, Refused> {
    let order = find(&state, &id).await?;
    let w = TEXTS.words(visit.lang);
    let lines = read(&order, &form);
    if lines.is_empty() {
        form.fail("", w.t("return-choose"));
        return draw(&state, &shopper, &visit, order, form, false).await;
    }
    if !is_mine(&shopper, &order) && form.text("shown").is_none() {
        form.fail("shown", w.t("return-shown-needed"));
        return draw(&state, &shopper, &visit, order, form, false).await;
    }
    if !form.is("step", "confirm") {
        return draw(&state, &shopper, &visit, order, form, true).await;
    }
    let shown = form.value("shown").trim().to_owned();
    let request = OpenReturn {
        id: form.value("return").parse().map_err(|_| missing())?,
        order: order.id,
        proof: if shown.contains('@') { Proof::Email(shown) } else { Proof::Phone(shown) },
        way: ReturnWay::parse(form.value("way")).unwrap_or(ReturnWay::Store),
        basis: None,
        lines,
    };
    let actor = actor_of(&shopper, &order);
    let opened = state.db.run(&actor, async |tx| orders::open_return(tx, request.clone()).await).await;
    match opened {
        Ok(it) => {
            let text = w.t("return-opened-now").into_owned();
            let to = Redirect::to(&format!("/o/{}/returns/{}", order.id, it.id));
            Ok((ui::flash(&text, None), to).into_response())
        }
        Err(error) => {
            let problem = Problem::from(error);
            if problem.status >= 500 {
                return Err(problem.into());
            }
            let key = format!("refusal-{}", problem.slug().replace('/', "-"));
            let text = if w.has(&key) { w.t(key).into_owned() } else { w.t("refusal-wrong").into_owned() };
            form.fail("", text);
            draw(&state, &shopper, &visit, order, form, false).await
        }
    }
}

fn read(order: &Order, form: &Form) -> Vec<BackLine> {
    let line = |line: &orders::Line| {
        let units = form.value(format!("units-{}", line.id)).parse().ok().and_then(Quantity::positive)?;
        let reason = ReturnReason::parse(form.value(format!("reason-{}", line.id)));
        Some(BackLine { line: line.id, quantity: units, reason: reason.unwrap_or(ReturnReason::ChangedMind) })
    };
    order.lines.iter().filter_map(line).collect()
}

async fn draw(
    state: &State,
    shopper: &Shopper,
    visit: &Visit,
    order: Order,
    form: Form,
    is_last: bool,
) -> Result<Response, Refused> {
    let w = TEXTS.words(visit.lang);
    let lang = w.lang.code();
    let mut q = state.db.read().await?;
    let policy = orders::return_policy(&mut q, &order.market, order.currency).await?;
    let variants: Vec<_> = order.lines.iter().map(|line| line.variant).collect();
    let cards = catalog::variants(&mut q, &variants).await?;
    let excluded = orders::exclusions(&mut q, &policy, &variants).await?;
    let market = catalog::market(&mut q, &order.market).await?;
    let basis = policy.basis(Purchase::of(&order), state.db.now(), market.zone);
    drop(q);
    let rows = order.lines.iter().filter(|line| !line.returnable().is_zero()).map(|line| {
        let why = excluded.iter().find(|(it, _)| *it == line.variant).map(|(_, why)| *why);
        Row {
            id: line.id.to_string(),
            name: line.name.get(lang).to_owned(),
            picture: cards.iter().find(|it| it.variant == line.variant).and_then(|it| it.picture.clone()),
            sum: w.money(line.next_back(line.returnable()).gross),
            counts: (0..=line.returnable().get().min(99))
                .map(|units| Choice::new(units.to_string(), w.n("return-units", units)))
                .collect(),
            excluded: why.map(|why| w.t(format!("excluded-{}", why.as_str().replace('_', "-"))).into_owned()),
        }
    });
    let chosen = if is_last { read(&order, &form) } else { Vec::new() };
    let total = worth(&order, &chosen, &policy, basis);
    let chosen = chosen.iter().filter_map(|it| {
        let line = order.line(it.line)?;
        Some(Chosen {
            id: it.line.to_string(),
            name: line.name.get(lang).to_owned(),
            units: it.quantity.get(),
            reason: it.reason,
            reason_name: reason(&w, it.reason),
            worth: w.money(line.next_back(it.quantity.min(line.returnable())).gross),
        })
    });
    let frame = Frame::of(state, shopper, visit).await?.private();
    let page = frame.page(visit, w.t1("return-title", "number", &order.number));
    let trouble = basis.is_none().then(|| w.t("refusal-orders-too-late").into_owned());
    Ok(private(FormPage {
        rows: rows.collect(),
        reasons: ReturnReason::ALL.iter().map(|it| Choice::new(it.as_str(), reason(&w, *it))).collect(),
        chosen: chosen.collect(),
        total: w.money(total),
        is_mine: is_mine(shopper, &order),
        promise: promise(&w, &policy),
        parcel: parcel(&w, &policy),
        order: order.id.to_string(),
        number: order.number,
        trouble,
        page,
        frame,
        form,
    }))
}

/// What will go back if these are accepted: told before anybody decides.
fn worth(order: &Order, lines: &[BackLine], policy: &ReturnPolicy, basis: Option<Basis>) -> Money {
    let mut after = order.clone();
    let mut sum = 0;
    for it in lines {
        if let Some(line) = after.lines.iter_mut().find(|line| line.id == it.line) {
            sum += line.next_back(it.quantity.min(line.returnable())).gross.minor;
            line.back.returned = line.back.returned.plus(it.quantity).unwrap_or(line.back.returned);
        }
    }
    if let Some(basis) = basis.filter(|_| after.keeps_nothing() && order.delivery_back.gross.is_zero()) {
        sum += policy.delivery_back(basis, order.delivery.gross).minor;
    }
    Money::new(sum, order.currency)
}

fn reason(w: &Words, it: ReturnReason) -> String {
    w.t(format!("return-reason-{}", it.as_str().replace('_', "-"))).into_owned()
}

/// The link is the key to the page: it must not travel on to other sites.
fn private(page: impl Template) -> Response {
    let mut response = ui::html(page);
    response.headers_mut().insert("referrer-policy", axum::http::HeaderValue::from_static("same-origin"));
    response
}

async fn find_both(state: &State, id: &str, back: &str) -> Result<(Order, Return), Refused> {
    let order = find(state, id).await?;
    let back: ReturnId = back.parse().map_err(|_| missing())?;
    let all = orders::returns_of(&mut state.db.read().await?, order.id).await?;
    let it = all.into_iter().find(|it| it.id == back).ok_or_else(missing)?;
    Ok((order, it))
}

fn named(order: &Order, lang: &str, line: LineId) -> String {
    order.line(line).map(|it| it.name.get(lang).to_owned()).unwrap_or_default()
}

/// `GET /o/{id}/returns/{return}`
pub async fn show(
    Given(state): Given<State>,
    Path((id, back)): Path<(String, String)>,
    shopper: Shopper,
    visit: Visit,
) -> Result<Response, Refused> {
    let (order, it) = find_both(&state, &id, &back).await?;
    let w = TEXTS.words(visit.lang);
    let zone = catalog::market(&mut state.db.read().await?, &order.market).await?.zone;
    let day = w.day(it.due_at, zone);
    let lead = match (it.state, it.way) {
        (ReturnState::Expected, ReturnWay::Store) => w.t1("return-lead-store", "day", day),
        (ReturnState::Expected, ReturnWay::Parcel) => w.t1("return-lead-parcel", "day", day),
        (ReturnState::Accepted, _) if it.refunded_at.is_some() => w.t("return-lead-paid"),
        (state, _) => w.t(format!("return-lead-{state}")),
    };
    let units = |line: &orders::ReturnLine| match it.state {
        ReturnState::Accepted => line.accepted.get(),
        ReturnState::Received | ReturnState::Rejected => line.received.get(),
        ReturnState::Expected | ReturnState::Cancelled => line.quantity.get(),
    };
    let lines = it.lines.iter().map(|line| {
        let worth = if line.worth.gross.is_zero() { String::new() } else { w.money(line.worth.gross) };
        (named(&order, w.lang.code(), line.line), units(line), worth)
    });
    let frame = Frame::of(&state, &shopper, &visit).await?.private();
    let page = frame.page(&visit, w.t1("return-code-title", "code", &it.code));
    Ok(private(ReturnPage {
        qr: codes::qr(&it.code, &w.t("return-code")),
        tone: tone(it.state),
        title: w.t(format!("return-is-{}", it.state)).into_owned(),
        lead: lead.into_owned(),
        lines: lines.collect(),
        refund: (it.state == ReturnState::Accepted).then(|| w.money(it.refund)),
        document: it.document.clone(),
        refusal: it
            .refusal
            .map(|why| w.t(format!("return-refusal-{}", why.as_str().replace('_', "-"))).into_owned()),
        steps: steps(&w, &it, zone),
        is_expected: it.state == ReturnState::Expected,
        by_parcel: it.way == ReturnWay::Parcel,
        can_cancel: it.state == ReturnState::Expected && is_mine(&shopper, &order),
        order: order.id.to_string(),
        number: order.number,
        id: it.id.to_string(),
        code: it.code,
        page,
        frame,
    }))
}

/// Name, moment, class.
fn steps(w: &Words, it: &Return, zone: kernel::Tz) -> Vec<(String, String, &'static str)> {
    let mut steps = vec![(w.t("return-step-opened"), Some(it.opened_at))];
    match it.state {
        ReturnState::Cancelled => steps.push((w.t("return-is-cancelled"), it.decided_at)),
        ReturnState::Rejected => {
            steps.push((w.t("return-step-received"), it.received_at));
            steps.push((w.t("return-is-rejected"), it.decided_at));
        }
        ReturnState::Expected | ReturnState::Received | ReturnState::Accepted => {
            steps.push((w.t("return-step-received"), it.received_at));
            steps.push((w.t("return-step-accepted"), it.decided_at));
            steps.push((w.t("return-step-refunded"), it.refunded_at));
        }
    }
    let last = steps.iter().rposition(|(_, at)| at.is_some()).unwrap_or(0);
    let steps = steps.into_iter().enumerate();
    steps
        .map(|(place, (name, at))| {
            let class = match (at.is_some(), place == last) {
                (true, true) => "is-done is-now",
                (true, false) => "is-done",
                (false, _) => "",
            };
            (name.into_owned(), at.map(|at| w.date_time(at, zone)).unwrap_or_default(), class)
        })
        .collect()
}

/// `POST /o/{id}/returns/{return}/cancel`
pub async fn cancel(
    Given(state): Given<State>,
    Path((id, back)): Path<(String, String)>,
    shopper: Shopper,
    visit: Visit,
    Posted(_): Posted,
) -> Result<Response, Refused> {
    let (order, it) = find_both(&state, &id, &back).await?;
    let actor = actor_of(&shopper, &order);
    state.db.run(&actor, async |tx| orders::cancel_return(tx, it.id, Proof::Staff).await).await?;
    let text = TEXTS.words(visit.lang).t("return-cancelled-now").into_owned();
    Ok((ui::flash(&text, None), Redirect::to(&format!("/o/{}", order.id))).into_response())
}

/// `GET /o/{id}/returns/{return}/label`: to be printed and put on the parcel, or shown on a phone.
pub async fn label(
    Given(state): Given<State>,
    Path((id, back)): Path<(String, String)>,
    visit: Visit,
) -> Result<Response, Refused> {
    let (order, it) = find_both(&state, &id, &back).await?;
    if it.state != ReturnState::Expected {
        return Err(missing());
    }
    let w = TEXTS.words(visit.lang);
    let places = inventory::places(&state.db).await?;
    let seller = catalog::seller(&mut state.db.read().await?, &order.seller).await?;
    let warehouse = places.iter().find(|it| it.location.kind == Kind::Warehouse).map(|it| &it.location);
    let to = match warehouse.filter(|it| !it.address.street.is_empty()) {
        Some(at) => {
            let city = format!("{} {}", at.address.postcode, at.address.city);
            vec![seller.name, at.name.clone(), at.address.street.clone(), city]
        }
        None => vec![seller.name, seller.street, format!("{} {}", seller.postcode, seller.city)],
    };
    let lines = it.lines.iter();
    let page =
        Page::new(&TEXTS, &visit, w.t1("return-code-title", "code", &it.code)).site(state.site.name.clone());
    Ok(private(LabelPage {
        qr: codes::qr(&it.code, &w.t("return-code")),
        number: order.number.clone(),
        lines: lines.map(|line| (named(&order, w.lang.code(), line.line), line.quantity.get())).collect(),
        code: it.code,
        to,
        page,
    }))
}

/// `GET /returns`: the way to a withdrawal that stands on every page, without an account.
pub async fn start(Given(state): Given<State>, shopper: Shopper, visit: Visit) -> Result<Response, Refused> {
    find_page(&state, &shopper, &visit, Form::default()).await
}

async fn find_page(state: &State, shopper: &Shopper, visit: &Visit, form: Form) -> Result<Response, Refused> {
    let w = TEXTS.words(visit.lang);
    let promise = promise(&w, &policy_of(state).await?);
    let frame = Frame::of(state, shopper, visit).await?.private();
    let page = frame.page(visit, w.t("return-find-title"));
    Ok(ui::html(FindPage { page, frame, form, promise }))
}

/// `POST /returns`: by the order's number and what was given with it.
pub async fn look(
    Given(state): Given<State>,
    shopper: Shopper,
    visit: Visit,
    Posted(mut form): Posted,
) -> Result<Response, Refused> {
    let (number, shown) = (form.value("number").to_owned(), form.value("shown").trim().to_owned());
    let found = orders::order_by_number(&mut state.db.read().await?, &number).await;
    let email = customers::Email::parse(&shown).ok();
    let phone = customers::Phone::parse(&shown).ok();
    let fits = |order: &Order| {
        (email.is_some() && order.contact.email == email) || (phone.is_some() && order.contact.phone == phone)
    };
    match found {
        Ok(order) if fits(&order) => {
            let to = format!("/o/{}/returns?as={}", order.id, ui::encode(&shown));
            Ok(Redirect::to(&to).into_response())
        }
        // Whether there is such an order is told only to whoever knows both.
        Ok(_) | Err(orders::Error::UnknownOrder(_)) => {
            form.fail("", TEXTS.words(visit.lang).t("return-find-nothing"));
            find_page(&state, &shopper, &visit, form).await
        }
        Err(error) => Err(error.into()),
    }
}
