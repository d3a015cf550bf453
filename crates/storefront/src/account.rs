//! The account: signing in by a code, points, orders of every channel, the card, one's own data.

use askama::Template;
use axum::extract::{Query, State as Given};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use customers::{Edit, Email, Finish, Language, Phone};
use kernel::{Actor, PageRequest, PersonId, Problem};
use loyalty::Kind;
use orders::{FulfilmentState, Life, Mode, OrderCard, PaymentState};
use ui::{Form, Page, Visit, Words, is_local};

use crate::codes;
use crate::frame::Frame;
use crate::refusal::Refused;
use crate::shopper::{Posted, Shopper, person_cookie, session_token};
use crate::{State, TEXTS};

const A_PAGE: i64 = 20;

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignIn {
    page: Page,
    frame: Frame,
    form: Form,
    /// The code is on its way to this address.
    sent: Option<String>,
}

#[derive(Template)]
#[template(path = "account.html")]
struct Account {
    page: Page,
    frame: Frame,
    name: String,
    spendable: String,
    credit: Option<String>,
    pending: i64,
    lots: Vec<(String, String)>,
    postings: Vec<PostingView>,
    orders: Vec<OrderCardView>,
    next: Option<String>,
    card: String,
    barcode: String,
    qr: String,
    form: Form,
    email: String,
    sessions: bool,
}

struct PostingView {
    text: String,
    when: String,
    points: String,
    is_gain: bool,
}

struct OrderCardView {
    href: String,
    number: String,
    when: String,
    where_: String,
    icon: &'static str,
    state: String,
    tone: &'static str,
    total: String,
    pieces: i64,
}

#[derive(serde::Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    after: Option<String>,
    #[serde(default)]
    to: Option<String>,
}

pub async fn show(
    Given(state): Given<State>,
    Query(asked): Query<Asked>,
    shopper: Shopper,
    visit: Visit,
) -> Result<Response, Refused> {
    match shopper.person {
        Some(person) => account(&state, &shopper, &visit, person, asked.after, None).await,
        None => {
            let form = Form::default().set("to", asked.to.unwrap_or_default());
            sign_in(&state, &shopper, &visit, form, None, StatusCode::OK).await
        }
    }
}

async fn sign_in(
    state: &State,
    shopper: &Shopper,
    visit: &Visit,
    form: Form,
    sent: Option<String>,
    status: StatusCode,
) -> Result<Response, Refused> {
    let frame = Frame::of(state, shopper, visit).await?.private();
    let page = frame.page(visit, TEXTS.words(visit.lang).t("sign-in-title"));
    Ok(ui::html_with(status, SignIn { page, frame, form, sent }))
}

/// `POST /account/code`: sends a code to `email`.
pub async fn start(
    Given(state): Given<State>,
    shopper: Shopper,
    visit: Visit,
    Posted(mut form): Posted,
) -> Result<Response, Refused> {
    let w = TEXTS.words(visit.lang);
    let Ok(email) = Email::parse(form.value("email")) else {
        form.fail("email", w.t("wrong-email"));
        return sign_in(&state, &shopper, &visit, form, None, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let language = Language::of(visit.lang.code());
    let sent = state
        .db
        .run(&shopper.actor(), async |tx| {
            let code = customers::start_login(tx, &email, language).await?;
            conversations::send_login_code(tx, &code).await.map_err(Trouble::Mail)?;
            Ok::<_, Trouble>(())
        })
        .await;
    match sent {
        Ok(()) => {
            let address = email.to_string();
            let form = form.set("email", &address);
            sign_in(&state, &shopper, &visit, form, Some(address), StatusCode::OK).await
        }
        Err(Trouble::Customers(customers::Error::TooManyCodes { minutes })) => {
            form.fail("email", w.n("sign-in-too-many", minutes));
            sign_in(&state, &shopper, &visit, form, None, StatusCode::TOO_MANY_REQUESTS).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Two contexts in one unit.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error(transparent)]
    Customers(#[from] customers::Error),
    #[error(transparent)]
    Mail(conversations::Error),
    #[error(transparent)]
    Orders(#[from] orders::Error),
    #[error(transparent)]
    Fault(#[from] kernel::Fault),
}
impl From<Trouble> for Problem {
    fn from(trouble: Trouble) -> Problem {
        match trouble {
            Trouble::Customers(error) => error.into(),
            Trouble::Mail(error) => error.into(),
            Trouble::Orders(error) => error.into(),
            Trouble::Fault(fault) => fault.into(),
        }
    }
}

/// `POST /account/sign-in`: `email` and `code`. The basket in hand comes along.
pub async fn finish(
    Given(state): Given<State>,
    shopper: Shopper,
    visit: Visit,
    Posted(mut form): Posted,
) -> Result<Response, Refused> {
    let w = TEXTS.words(visit.lang);
    let Ok(email) = Email::parse(form.value("email")) else {
        form.fail("email", w.t("wrong-email"));
        return sign_in(&state, &shopper, &visit, form, None, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let request = Finish {
        email: email.clone(),
        code: form.value("code").to_owned(),
        visitor: Some(shopper.visitor),
        channel: state.site.channel.clone(),
    };
    let actor = Actor::Visitor(shopper.visitor);
    let finished =
        state.db.run(&actor, async |tx| customers::finish_login(tx, request.clone()).await).await?;
    let (session, token) = match finished.signed_in() {
        Ok(signed_in) => signed_in,
        Err(error) => {
            let text = match &error {
                customers::Error::WrongCode { left } => w.n("sign-in-wrong-code", *left),
                customers::Error::CodeExpired => w.t("sign-in-code-expired"),
                _ => return Err(error.into()),
            };
            form.fail("code", text);
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return sign_in(&state, &shopper, &visit, form, Some(email.to_string()), status).await;
        }
    };
    adopt(&state, &shopper, session.person).await?;
    let cookie = person_cookie(&state.site, Some((&token, session.max_age(state.db.now()))));
    let to = Some(form.value("to")).filter(|to| is_local(to)).unwrap_or("/account").to_owned();
    let headers = AppendHeaders([(header::SET_COOKIE, cookie)]);
    Ok((headers, ui::flash(&w.t("sign-in-done"), None), Redirect::to(&to)).into_response())
}

/// Signing in has succeeded whatever happens to the basket.
async fn adopt(state: &State, shopper: &Shopper, person: PersonId) -> Result<(), Problem> {
    let mut q = state.db.read().await?;
    let in_hand = orders::basket_of_visitor(&mut q, shopper.visitor, &state.site.channel).await?;
    drop(q);
    let Some(in_hand) = in_hand.filter(|basket| !basket.is_empty()) else { return Ok(()) };
    let actor = Actor::Person(person);
    let adopted = state.db.run(&actor, async |tx| orders::adopt_basket(tx, in_hand.id, person).await).await;
    if let Err(error) = adopted {
        tracing::warn!(%error, "a basket did not follow its person");
    }
    Ok(())
}

async fn account(
    state: &State,
    shopper: &Shopper,
    visit: &Visit,
    person: PersonId,
    after: Option<String>,
    refused: Option<Form>,
) -> Result<Response, Refused> {
    let w = TEXTS.words(visit.lang);
    let zone = ui::WARSAW;
    let mut q = state.db.read().await?;
    let known = customers::person(&mut q, person).await?;
    let wallet = loyalty::wallet(&mut q, person).await?;
    let postings = loyalty::postings(&mut q, wallet.id, &PageRequest::first(8)).await?;
    let page = PageRequest { limit: Some(A_PAGE), after, count: false };
    let found = orders::orders_of(&mut q, person, &page).await?;
    let card = customers::card(&mut q, person).await?;
    let credit = payments::credits(&mut q, person).await?;
    let credit = credit.into_iter().find(|it| it.balance.minor > 0).map(|it| w.money(it.free()));
    drop(q);
    let places = inventory::places(&state.db).await?;
    let name_of = |id| places.get(id).map(|place| place.location.name.clone());
    let orders = found.items.iter().map(|card| order_card(card, &w, name_of)).collect();
    let postings = postings.items.into_iter().map(|it| PostingView {
        text: match it.kind {
            Kind::Earned => w.t("points-earned").into_owned(),
            Kind::Reversed => w.t("points-reversed").into_owned(),
        },
        when: w.date(it.posted_at, zone),
        points: format!("{}{}", if it.points > 0 { "+" } else { "" }, w.number(it.points)),
        is_gain: it.points > 0,
    });
    let now = state.db.now();
    let mut days: std::collections::BTreeMap<kernel::Timestamp, i64> = std::collections::BTreeMap::new();
    for lot in wallet.lots.iter().filter(|lot| lot.ripened_at.is_none()) {
        *days.entry(lot.spendable_at.max(now)).or_default() += lot.remaining;
    }
    let mut lots: Vec<(String, i64)> = Vec::new();
    for (at, points) in days {
        let day = w.date(at, zone);
        match lots.last_mut() {
            Some(last) if last.0 == day => last.1 += points,
            _ => lots.push((day, points)),
        }
    }
    let email = known.email().map(|it| it.to_string()).unwrap_or_default();
    let form = refused.unwrap_or_else(|| {
        Form::default()
            .set("name", known.name.clone().unwrap_or_default())
            .set("phone", known.phone().map(|it| it.to_string()).unwrap_or_default())
            .set("language", known.language.unwrap_or_default().as_str())
    });
    let status = if form.is_fine() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let frame = Frame::of(state, shopper, visit).await?.private();
    let page = frame.page(visit, w.t("account-title"));
    let label = w.t("card-label");
    let first_name =
        known.name.as_deref().and_then(|name| name.split_whitespace().next()).unwrap_or_default();
    let view = Account {
        page,
        frame,
        name: first_name.to_owned(),
        spendable: w.number(wallet.spendable),
        credit,
        pending: wallet.pending,
        lots: lots.into_iter().map(|(day, points)| (day, w.n("points", points).into_owned())).collect(),
        postings: postings.collect(),
        orders,
        next: found.next,
        card: card.spaced(),
        barcode: codes::ean13(card.as_str(), &label),
        qr: codes::qr(card.as_str(), &label),
        form,
        email,
        sessions: true,
    };
    Ok(ui::html_with(status, view))
}

fn order_card(
    card: &OrderCard,
    w: &Words,
    name_of: impl Fn(kernel::LocationId) -> Option<String>,
) -> OrderCardView {
    let work = card.works.first();
    let mode = work.map(|work| work.mode);
    let is_ready = card.works.iter().any(|work| work.state == FulfilmentState::Ready);
    let (key, tone) = match (card.life, mode) {
        (Life::Cancelled, _) => ("state-cancelled", "quiet"),
        (Life::Expired, _) => ("state-expired", "quiet"),
        (Life::Completed, Some(Mode::Ship)) => ("state-shipped", "good"),
        (Life::Completed, Some(Mode::Counter)) => ("state-bought", "good"),
        (Life::Completed, _) => ("state-collected", "good"),
        (Life::Placed, _) if card.payment == PaymentState::Pending => ("state-pending", "warn"),
        (Life::Placed, _) if is_ready => ("state-ready", "good"),
        (Life::Placed, _) => ("state-in-progress", "info"),
    };
    let (icon, place) = match mode {
        Some(Mode::Ship) => ("truck", w.t("account-by-parcel").into_owned()),
        Some(Mode::Counter) => ("receipt", work.and_then(|it| name_of(it.location)).unwrap_or_default()),
        _ => ("building-store", work.and_then(|it| name_of(it.location)).unwrap_or_default()),
    };
    OrderCardView {
        href: format!("/o/{}", card.id),
        number: card.number.clone(),
        when: w.date(card.placed_at, ui::WARSAW),
        where_: place,
        icon,
        state: w.t(key).into_owned(),
        tone,
        total: w.money(card.total),
        pieces: card.pieces,
    }
}

/// `POST /account/profile`
pub async fn edit(
    Given(state): Given<State>,
    shopper: Shopper,
    visit: Visit,
    Posted(mut form): Posted,
) -> Result<Response, Refused> {
    let w = TEXTS.words(visit.lang);
    let Some(person) = shopper.person else { return Ok(Redirect::to("/account").into_response()) };
    let phone = match form.text("phone").map(Phone::parse) {
        None => None,
        Some(Ok(phone)) => Some(phone),
        Some(Err(_)) => {
            form.fail("phone", w.t("wrong-phone"));
            return account(&state, &shopper, &visit, person, None, Some(form)).await;
        }
    };
    let edit = Edit {
        person,
        name: form.text("name").map(str::to_owned),
        phone,
        language: Language::parse(form.value("language")),
    };
    let edited =
        state.db.run(&shopper.actor(), async |tx| customers::edit_person(tx, edit.clone()).await).await;
    match edited {
        Ok(_) => Ok((ui::flash(&w.t("account-saved"), None), Redirect::to("/account")).into_response()),
        Err(customers::Error::PhoneTaken) => {
            form.fail("phone", w.t("wrong-phone-taken"));
            account(&state, &shopper, &visit, person, None, Some(form)).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /account/sign-out`; with `everywhere` on all devices.
pub async fn sign_out(
    Given(state): Given<State>,
    headers: HeaderMap,
    shopper: Shopper,
    visit: Visit,
    Posted(form): Posted,
) -> Result<Response, Refused> {
    let token = session_token(&headers);
    let everywhere = form.is_on("everywhere");
    state
        .db
        .run(&shopper.actor(), async |tx| {
            match (&token, shopper.person) {
                (_, Some(person)) if everywhere => customers::sign_out_everywhere(tx, person).await?,
                (Some(token), _) => customers::sign_out(tx, token).await?,
                (None, _) => {}
            }
            Ok::<_, customers::Error>(())
        })
        .await?;
    let cookie = person_cookie(&state.site, None);
    let text = TEXTS.words(visit.lang).t("signed-out").into_owned();
    Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), ui::flash(&text, None), Redirect::to("/"))
        .into_response())
}
