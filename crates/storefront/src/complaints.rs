//! Complaints of the shopper: the form, what was said about it, and by when there is an answer.

use askama::Template;
use axum::extract::{Path, Query, State as Given};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{ComplaintId, Currency, LineId, Money, Problem, Quantity};
use orders::{Complaint, ComplaintState, Demand, OpenComplaint, Order, Proof};
use ui::{Choice, Form, Page, Visit, Words};

use crate::frame::Frame;
use crate::order_page::{actor_of, find, is_mine};
use crate::refusal::{Refused, missing};
use crate::shopper::{Posted, Shopper};
use crate::{State, TEXTS};

struct Told {
    id: String,
    code: String,
    name: String,
    tone: &'static str,
    state: String,
    /// What was answered, or by when it is.
    lead: String,
    note: String,
    can_withdraw: bool,
}

#[derive(Template)]
#[template(path = "complaints.html")]
struct ComplaintsPage {
    page: Page,
    frame: Frame,
    form: Form,
    order: String,
    number: String,
    told: Vec<Told>,
    lines: Vec<Choice>,
    demands: Vec<Choice>,
    is_mine: bool,
}

#[derive(serde::Deserialize, Default)]
pub struct Asked {
    /// How somebody who came by number showed that the order is theirs.
    #[serde(default, rename = "as")]
    shown: String,
}

/// `GET /o/{id}/complaints`
pub async fn show(
    Given(state): Given<State>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    shopper: Shopper,
    visit: Visit,
) -> Result<Response, Refused> {
    let order = find(&state, &id).await?;
    let form = Form::default()
        .set("complaint", ComplaintId::fresh(state.db.now()))
        .set("since", state.db.now().date_in(ui::WARSAW))
        .set("quantity", 1)
        .set("shown", asked.shown);
    draw(&state, &shopper, &visit, order, form).await
}

async fn draw(
    state: &State,
    shopper: &Shopper,
    visit: &Visit,
    order: Order,
    form: Form,
) -> Result<Response, Refused> {
    let w = TEXTS.words(visit.lang);
    let lang = w.lang.code();
    let mine = is_mine(shopper, &order);
    // Whoever has the link alone sees no words of the shopper.
    let found = match mine {
        true => orders::complaints_of(&mut state.db.read().await?, order.id).await?,
        false => Vec::new(),
    };
    let told = found.into_iter().map(|it| told(&w, &order, it)).collect();
    let has = |line: &&orders::Line| line.fulfilled > line.back.returned;
    let lines = order
        .lines
        .iter()
        .filter(has)
        .map(|line| Choice::new(line.id.to_string(), line.name.get(lang).to_owned()));
    let frame = Frame::of(state, shopper, visit).await?.private();
    let page = frame.page(visit, w.t1("complaint-title", "number", &order.number));
    let mut response = ui::html(ComplaintsPage {
        told,
        lines: lines.collect(),
        demands: Demand::ALL.iter().map(|it| Choice::new(it.as_str(), w.t(format!("demand-{it}")))).collect(),
        is_mine: mine,
        order: order.id.to_string(),
        number: order.number,
        page,
        frame,
        form,
    });
    // The link is the key to the page: it must not travel on to other sites.
    response.headers_mut().insert("referrer-policy", axum::http::HeaderValue::from_static("same-origin"));
    Ok(response)
}

fn told(w: &Words, order: &Order, it: Complaint) -> Told {
    let lead = match (it.state, it.remedy) {
        (ComplaintState::Open, _) => {
            w.t1("complaint-by", "day", w.day(it.answer_due_at, ui::WARSAW)).into_owned()
        }
        (ComplaintState::Refused | ComplaintState::Withdrawn, _) | (_, None) => String::new(),
        (_, Some(remedy)) if it.reduced.gross.is_zero() => w.t(format!("remedy-{remedy}")).into_owned(),
        (_, Some(_)) => w.t1("remedy-reduced", "amount", w.money(it.reduced.gross)).into_owned(),
    };
    Told {
        id: it.id.to_string(),
        name: order.line(it.line).map(|line| line.name.get(w.lang.code()).to_owned()).unwrap_or_default(),
        tone: match it.state {
            ComplaintState::Open => "warn",
            ComplaintState::Agreed => "info",
            ComplaintState::Settled => "good",
            ComplaintState::Refused => "bad",
            ComplaintState::Withdrawn => "quiet",
        },
        state: w.t(format!("complaint-is-{}", it.state)).into_owned(),
        can_withdraw: it.state == ComplaintState::Open,
        code: it.code,
        note: it.note,
        lead,
    }
}

/// `349`, `349,90`: what somebody types into a field for money.
fn amount(text: &str, currency: Currency) -> Option<Money> {
    let plain = text.trim().replace(',', ".");
    let (whole, cents) = plain.split_once('.').unwrap_or((&plain, ""));
    let is_number = |part: &str| part.bytes().all(|it| it.is_ascii_digit());
    let exponent = currency.exponent() as usize;
    let fits = !whole.is_empty() && whole.len() <= 10 && cents.len() <= exponent;
    let minor = (fits && is_number(whole) && is_number(cents))
        .then(|| format!("{whole}{cents:0<exponent$}").parse().ok())
        .flatten()?;
    Some(Money::new(minor, currency))
}

fn read(form: &Form, order: &Order) -> Result<OpenComplaint, &'static str> {
    let demand = Demand::parse(form.value("demand")).ok_or("demand")?;
    let shown = form.value("shown").trim().to_owned();
    Ok(OpenComplaint {
        id: form.value("complaint").parse().map_err(|_| "line")?,
        order: order.id,
        proof: if shown.contains('@') { Proof::Email(shown) } else { Proof::Phone(shown) },
        line: form.value("line").parse::<LineId>().map_err(|_| "line")?,
        quantity: form
            .value("quantity")
            .trim()
            .parse()
            .ok()
            .and_then(Quantity::positive)
            .ok_or("quantity")?,
        what: form.value("what").to_owned(),
        since: form.value("since").parse().map_err(|_| "since")?,
        demand,
        amount: match demand {
            Demand::Reduction => Some(amount(form.value("amount"), order.currency).ok_or("amount")?),
            Demand::Repair | Demand::Replacement | Demand::Withdrawal => None,
        },
        photos: Vec::new(),
    })
}

/// `POST /o/{id}/complaints`
pub async fn open(
    Given(state): Given<State>,
    Path(id): Path<String>,
    shopper: Shopper,
    visit: Visit,
    Posted(mut form): Posted,
) -> Result<Response, Refused> {
    let order = find(&state, &id).await?;
    let w = TEXTS.words(visit.lang);
    if !is_mine(&shopper, &order) && form.text("shown").is_none() {
        form.fail("shown", w.t("return-shown-needed"));
        return draw(&state, &shopper, &visit, order, form).await;
    }
    let request = match read(&form, &order) {
        Ok(request) => request,
        Err(field) => {
            form.fail(field, w.t("complaint-fill"));
            return draw(&state, &shopper, &visit, order, form).await;
        }
    };
    let actor = actor_of(&shopper, &order);
    let opened = state.db.run(&actor, async |tx| orders::open_complaint(tx, request.clone()).await).await;
    match opened {
        Ok(it) => {
            let text = w.t1("complaint-opened-now", "code", &it.code).into_owned();
            Ok((ui::flash(&text, None), Redirect::to(&format!("/o/{id}/complaints"))).into_response())
        }
        Err(error) => {
            let problem = Problem::from(error);
            if problem.status >= 500 {
                return Err(problem.into());
            }
            let key = format!("refusal-{}", problem.slug().replace('/', "-"));
            let text = if w.has(&key) { w.t(key).into_owned() } else { w.t("complaint-fill").into_owned() };
            match problem.errors.first() {
                Some(field) => form.fail_at(&field.pointer, text),
                None => form.fail("", text),
            }
            draw(&state, &shopper, &visit, order, form).await
        }
    }
}

/// `POST /o/{id}/complaints/{complaint}/withdraw`
pub async fn withdraw(
    Given(state): Given<State>,
    Path((id, complaint)): Path<(String, String)>,
    shopper: Shopper,
    visit: Visit,
    Posted(_): Posted,
) -> Result<Response, Refused> {
    let order = find(&state, &id).await?;
    let complaint: ComplaintId = complaint.parse().map_err(|_| missing())?;
    let all = orders::complaints_of(&mut state.db.read().await?, order.id).await?;
    let it = all.into_iter().find(|it| it.id == complaint).ok_or_else(missing)?;
    let actor = actor_of(&shopper, &order);
    state.db.run(&actor, async |tx| orders::withdraw_complaint(tx, it.id, Proof::Staff).await).await?;
    let text = TEXTS.words(visit.lang).t("complaint-withdrawn-now").into_owned();
    Ok((ui::flash(&text, None), Redirect::to(&format!("/o/{id}/complaints"))).into_response())
}
