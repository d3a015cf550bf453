//! Complaints: the queue with its clock, one complaint and its answer, and opening one for somebody who calls or stands here.

use std::collections::BTreeMap;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use kernel::{Capability, ComplaintId, Money, OrderId, PageRequest, Problem, Quantity, Timestamp};
use orders::{
    Answer, AnswerComplaint, Complaint, ComplaintFilter, ComplaintRefusal, ComplaintState, Demand,
    OpenComplaint, Order, Proof,
};
use ui::{Choice, Form, Page, Shell, Words};

use crate::State as Office;
use crate::desk::{Desk, Posted};
use crate::problem::{Sorry, not_found, refuse};
use crate::typing;

pub fn routes() -> Router<Office> {
    Router::new()
        .route("/staff/complaints", get(list))
        .route("/staff/complaints/{code}", get(show).post(act))
        .route("/staff/orders/{id}/complaint", get(new).post(open))
}

pub fn tone(state: ComplaintState) -> &'static str {
    match state {
        ComplaintState::Open => "warn",
        ComplaintState::Agreed => "info",
        ComplaintState::Settled => "good",
        ComplaintState::Refused => "bad",
        ComplaintState::Withdrawn => "quiet",
    }
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Asked {
    state: Option<String>,
    q: String,
    after: String,
}

struct Row {
    it: Complaint,
    number: String,
    who: String,
    what: String,
    tone: &'static str,
    /// Words, and whether it is late or nearly so.
    left: Option<(String, bool)>,
}

#[derive(Template)]
#[template(path = "complaints.html")]
struct ListPage {
    page: Page,
    shell: Shell,
    w: Words,
    state: String,
    asked: Asked,
    rows: Vec<Row>,
    total: Option<i64>,
    next: Option<String>,
    now: Timestamp,
}

/// How long is left to answer, and whether that is little.
fn left(desk: &Desk, it: &Complaint) -> Option<(String, bool)> {
    let is_open = it.state == ComplaintState::Open;
    let soon = it.warned_at.is_some() || it.answer_due_at < desk.now;
    is_open.then(|| (crate::exceptions::left(desk.w, it.answer_due_at, desk.now), soon))
}

async fn list(desk: Desk, Query(asked): Query<Asked>) -> Result<Response, Sorry> {
    desk.require(Capability::ManageOrders)?;
    if !asked.q.trim().is_empty()
        && let Ok(it) = orders::complaint_by_code(&mut desk.db.read().await?, &asked.q).await
    {
        return Ok(Redirect::to(&format!("/staff/complaints/{}", it.code)).into_response());
    }
    // What has to be answered is what somebody comes for.
    let state = asked.state.clone().unwrap_or_else(|| ComplaintState::Open.to_string());
    let filter = ComplaintFilter { state: ComplaintState::parse(&state) };
    let after = Some(asked.after.clone()).filter(|it| !it.is_empty());
    let request = PageRequest { limit: Some(50), after, count: true };
    let mut q = desk.db.read().await?;
    let found = orders::complaints(&mut q, &filter, &request).await?;
    let mut known = BTreeMap::<OrderId, Order>::new();
    let mut rows = Vec::new();
    for it in found.items {
        let order = match known.get(&it.order) {
            Some(order) => order.clone(),
            None => orders::order(&mut q, it.order).await?,
        };
        rows.push(Row {
            number: order.number.clone(),
            who: order.contact.name.clone().unwrap_or_default(),
            what: order.line(it.line).map(|line| line.name.get(desk.lang()).to_owned()).unwrap_or_default(),
            tone: tone(it.state),
            left: left(&desk, &it),
            it,
        });
        known.insert(order.id, order);
    }
    drop(q);
    let next = found
        .next
        .map(|next| format!("/staff/complaints?state={}&after={}", ui::encode(&state), ui::encode(&next)));
    Ok(ui::html(ListPage {
        page: desk.page(desk.w.t("complaints-title")),
        shell: desk.shell().await?,
        w: desk.w,
        now: desk.now,
        total: found.count,
        state,
        asked,
        rows,
        next,
    }))
}

#[derive(Template)]
#[template(path = "complaint.html")]
struct DetailPage {
    page: Page,
    shell: Shell,
    w: Words,
    it: Complaint,
    tone: &'static str,
    left: Option<(String, bool)>,
    number: String,
    sku: String,
    name: String,
    /// What these pieces are worth today.
    worth: String,
    back: Option<String>,
    opened_by: String,
    answered_by: String,
    form: Form,
    answers: Vec<Choice>,
    reasons: Vec<Choice>,
}

async fn find(desk: &Desk, code: &str) -> Result<Complaint, Sorry> {
    desk.require(Capability::ManageOrders)?;
    let mut q = desk.db.read().await?;
    Ok(match code.parse() {
        Ok(id) => orders::find_complaint(&mut q, id).await?,
        Err(_) => orders::complaint_by_code(&mut q, code).await?,
    })
}

/// What the demand suggests.
fn suggested(it: &Complaint) -> &'static str {
    match it.demand {
        Demand::Repair => "repair",
        Demand::Replacement => "replace",
        Demand::Reduction => "reduce",
        Demand::Withdrawal => "refund",
    }
}

async fn show(desk: Desk, Path(code): Path<String>) -> Result<Response, Sorry> {
    let it = find(&desk, &code).await?;
    let mut form = Form::default().set("answer", suggested(&it));
    if let Some(amount) = it.amount {
        form = form.set("amount", typing::amount(amount, desk.w.lang));
    }
    draw(&desk, StatusCode::OK, it, form).await
}

async fn draw(desk: &Desk, status: StatusCode, it: Complaint, form: Form) -> Result<Response, Sorry> {
    let w = desk.w;
    let mut q = desk.db.read().await?;
    let order = orders::order(&mut q, it.order).await?;
    let line = order.line(it.line).ok_or_else(not_found)?;
    let back = match it.back {
        Some(id) => Some(orders::find_return(&mut q, id).await?.code),
        None => None,
    };
    drop(q);
    let people = [Some(it.opened_by.clone()), it.answered_by.clone()].into_iter().flatten().collect();
    let names = crate::actors::names_of(desk, people).await?;
    let name = |who: Option<&String>| who.and_then(|it| names.get(it)).cloned().unwrap_or_default();
    let choice = |it: &str| Choice::new(it, w.t(format!("answer-{it}")));
    Ok(ui::html_with(
        status,
        DetailPage {
            page: desk.page(it.code.clone()),
            shell: desk.shell().await?,
            w,
            tone: tone(it.state),
            left: left(desk, &it),
            sku: line.sku.to_string(),
            name: line.name.get(desk.lang()).to_owned(),
            worth: w.money(line.next_back(it.quantity).gross),
            number: order.number.clone(),
            back,
            opened_by: name(Some(&it.opened_by)),
            answered_by: name(it.answered_by.as_ref()),
            form,
            answers: ["repair", "replace", "reduce", "refund", "refuse"].map(choice).to_vec(),
            reasons: ComplaintRefusal::ALL
                .iter()
                .map(|it| Choice::new(it.as_str(), w.t(format!("complaint-no-{it}"))))
                .collect(),
            it,
        },
    ))
}

/// What the form answers; the field that is missing otherwise.
fn read(form: &Form, it: &Complaint) -> Result<Answer, &'static str> {
    Ok(match form.value("answer") {
        "repair" => Answer::Repair,
        "replace" => Answer::Replace,
        "refund" => Answer::Refund,
        "reduce" => {
            let currency = it.reduced.gross.currency;
            let minor = typing::money(form.value("amount"), currency).ok_or("amount")?.minor;
            Answer::Reduce { amount: Money::new(minor, currency) }
        }
        "refuse" => Answer::Refuse { reason: ComplaintRefusal::parse(form.value("reason")).ok_or("reason")? },
        _ => return Err("answer"),
    })
}

async fn act(Path(code): Path<String>, posted: Posted) -> Result<Response, Sorry> {
    let Posted { desk, mut form, .. } = posted;
    let it = find(&desk, &code).await?;
    let what = form.value("act").to_owned();
    let answer = match (what.as_str(), read(&form, &it)) {
        ("answer", Err(field)) => {
            form.fail(field, desk.w.t("change-incomplete"));
            return draw(&desk, StatusCode::UNPROCESSABLE_ENTITY, it, form).await;
        }
        (_, answer) => answer.ok(),
    };
    let (id, note) = (it.id, form.value("note").to_owned());
    let done = desk
        .db
        .run(&desk.actor, async |tx| match (what.as_str(), answer) {
            ("answer", Some(answer)) => {
                let request = AnswerComplaint { id, answer, note: note.clone() };
                let it = orders::answer_complaint(tx, request).await?;
                access::audit(tx, "complaint.answered", &it.code, &it.state.to_string()).await?;
                Ok::<_, Problem>(it)
            }
            ("settle", _) => Ok(orders::settle_complaint(tx, id).await?),
            ("withdraw", _) => Ok(orders::withdraw_complaint(tx, id, Proof::Staff).await?),
            _ => Err(orders::Error::UnknownComplaint(id.to_string()).into()),
        })
        .await;
    match done {
        Ok(it) => {
            let said = desk.w.t1(format!("complaint-did-{what}"), "code", &it.code).into_owned();
            let to = Redirect::to(&format!("/staff/complaints/{}", it.code));
            Ok((ui::flash(&said, None), to).into_response())
        }
        Err(problem) => {
            if problem.status >= 500 || problem.status == 403 || problem.status == 404 {
                return Err(Sorry(problem));
            }
            refuse(desk.w, &mut form, &problem);
            let it = find(&desk, &code).await?;
            draw(&desk, crate::problem::status(&problem), it, form).await
        }
    }
}

// --- opening one for somebody ------------------------------------------------------------------------------------

#[derive(Template)]
#[template(path = "complaint_new.html")]
struct NewPage {
    page: Page,
    shell: Shell,
    w: Words,
    order: Order,
    form: Form,
    lines: Vec<Choice>,
    demands: Vec<Choice>,
}

async fn new(desk: Desk, Path(id): Path<String>) -> Result<Response, Sorry> {
    let order = crate::order::find(&desk, &id).await?;
    let form = Form::default()
        .set("complaint", ComplaintId::fresh(desk.now))
        .set("since", desk.now.date_in(ui::WARSAW))
        .set("quantity", 1);
    draw_new(&desk, StatusCode::OK, order, form).await
}

async fn draw_new(desk: &Desk, status: StatusCode, order: Order, form: Form) -> Result<Response, Sorry> {
    let w = desk.w;
    let has = |line: &&orders::Line| line.fulfilled > line.back.returned;
    let lines = order
        .lines
        .iter()
        .filter(has)
        .map(|line| Choice::new(line.id.to_string(), line.name.get(desk.lang()).to_owned()));
    Ok(ui::html_with(
        status,
        NewPage {
            page: desk.page(w.t1("complaint-new-title", "number", &order.number)),
            shell: desk.shell().await?,
            w,
            lines: lines.collect(),
            demands: Demand::ALL
                .iter()
                .map(|it| Choice::new(it.as_str(), w.t(format!("demand-{it}"))))
                .collect(),
            form,
            order,
        },
    ))
}

async fn open(Path(id): Path<String>, posted: Posted) -> Result<Response, Sorry> {
    let Posted { desk, mut form, .. } = posted;
    let order = crate::order::find(&desk, &id).await?;
    let currency = order.currency;
    let read = || -> Result<OpenComplaint, &'static str> {
        let demand = Demand::parse(form.value("demand")).ok_or("demand")?;
        let amount = match demand {
            Demand::Reduction => Some(typing::money(form.value("amount"), currency).ok_or("amount")?),
            Demand::Repair | Demand::Replacement | Demand::Withdrawal => None,
        };
        Ok(OpenComplaint {
            id: form.value("complaint").parse().map_err(|_| "line")?,
            order: order.id,
            proof: Proof::Staff,
            line: form.value("line").parse().map_err(|_| "line")?,
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
            amount,
            photos: Vec::new(),
        })
    };
    let request = match read() {
        Ok(request) => request,
        Err(field) => {
            form.fail(field, desk.w.t("change-incomplete"));
            return draw_new(&desk, StatusCode::UNPROCESSABLE_ENTITY, order, form).await;
        }
    };
    let opened = desk.db.run(&desk.actor, async |tx| orders::open_complaint(tx, request.clone()).await).await;
    match opened {
        Ok(it) => {
            let said = desk.w.t1("complaint-did-open", "code", &it.code).into_owned();
            let to = match desk.may(Capability::ManageOrders) {
                true => format!("/staff/complaints/{}", it.code),
                false => format!("/staff/orders/{}", order.number),
            };
            Ok((ui::flash(&said, None), Redirect::to(&to)).into_response())
        }
        Err(error) => {
            let problem = Problem::from(error);
            if problem.status >= 500 || problem.status == 403 || problem.status == 404 {
                return Err(Sorry(problem));
            }
            refuse(desk.w, &mut form, &problem);
            draw_new(&desk, crate::problem::status(&problem), order, form).await
        }
    }
}
