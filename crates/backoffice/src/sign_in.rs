//! Coming in and going out.

use access::web::{ClientAddress, Cookies, StaffSession, same_site};
use access::{Opened, SessionKind, SignIn, SignedIn};
use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use kernel::Problem;
use ui::{Form, Page, Visit};

use crate::desk::{PLACE_COOKIE, Posted};
use crate::problem::{Sorry, status, words};
use crate::{State as Office, TEXTS};

pub fn routes() -> Router<Office> {
    Router::new()
        .route("/staff/sign-in", get(show).post(enter))
        .route("/staff/sign-in/code", get(ask_code).post(enter_code))
        .route("/staff/sign-out", post(leave))
        .route("/staff/place", get(choose_place))
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    page: Page,
    form: Form,
    to: String,
    /// The password was right; now the code.
    wants_code: bool,
}

#[derive(serde::Deserialize)]
struct Back {
    #[serde(default)]
    to: String,
    #[serde(default)]
    code: String,
}

/// Only pages of staff: nobody is sent elsewhere after signing in.
fn safe(to: &str) -> String {
    let fine =
        ui::is_local(to) && (to == "/staff" || to.starts_with("/staff/")) && !to.starts_with("/staff/sign-");
    if fine { to.to_owned() } else { "/staff".to_owned() }
}

fn draw(
    state: &Office,
    visit: &Visit,
    code: StatusCode,
    form: Form,
    to: String,
    wants_code: bool,
) -> Response {
    let w = TEXTS.words(visit.lang);
    let title = if wants_code { w.t("sign-in-code-title") } else { w.t("sign-in-title") };
    // Language and theme come back here without a form that was typed into.
    let page = Page::new(&TEXTS, visit, title).site(&state.site.name);
    ui::html_with(code, SignInPage { page, form, to, wants_code })
}

async fn show(
    State(state): State<Office>,
    visit: Visit,
    session: Option<StaffSession>,
    Query(back): Query<Back>,
) -> Response {
    if session.is_some() {
        return Redirect::to(&safe(&back.to)).into_response();
    }
    draw(&state, &visit, StatusCode::OK, Form::default(), safe(&back.to), false)
}

async fn enter(
    State(state): State<Office>,
    visit: Visit,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    axum::Form(pairs): axum::Form<Vec<(String, String)>>,
) -> Result<Response, Sorry> {
    if !same_site(&headers) {
        return Err(access::Error::ForgedForm.into());
    }
    let form = Form::of(pairs);
    let to = safe(form.value("to"));
    let request = SignIn {
        email: form.value("email").to_owned(),
        password: form.value("password").to_owned(),
        code: None,
        address: address.to_string(),
    };
    match access::sign_in(&state.db, &request).await {
        Ok(SignedIn::Done(opened)) => Ok(welcome(&state, &headers, &opened, &to)),
        Ok(SignedIn::CodeNeeded(ticket)) => {
            let cookie = Cookies { secure: state.site.secure }.set(SessionKind::Pending, &ticket);
            let next = format!("/staff/sign-in/code?to={}", ui::encode(&to));
            Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), Redirect::to(&next)).into_response())
        }
        Err(error) => refused(&state, &visit, error, form.set("password", ""), to, false),
    }
}

async fn ask_code(State(state): State<Office>, visit: Visit, Query(back): Query<Back>) -> Response {
    draw(&state, &visit, StatusCode::OK, Form::default(), safe(&back.to), true)
}

async fn enter_code(
    State(state): State<Office>,
    visit: Visit,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    axum::Form(pairs): axum::Form<Vec<(String, String)>>,
) -> Result<Response, Sorry> {
    if !same_site(&headers) {
        return Err(access::Error::ForgedForm.into());
    }
    let form = Form::of(pairs);
    let to = safe(form.value("to"));
    let cookies = Cookies { secure: state.site.secure };
    let ticket = cookies.read(&headers, SessionKind::Pending).unwrap_or_default();
    let code: String = form.value("code").chars().filter(|it| !it.is_whitespace()).collect();
    match access::finish_sign_in(&state.db, ticket, &code, &address.to_string()).await {
        Ok(opened) => {
            let clear = AppendHeaders([(header::SET_COOKIE, cookies.clear(SessionKind::Pending))]);
            Ok((clear, welcome(&state, &headers, &opened, &to)).into_response())
        }
        Err(access::Error::SignedOut) => {
            Ok(Redirect::to(&format!("/staff/sign-in?to={}", ui::encode(&to))).into_response())
        }
        Err(error) => refused(&state, &visit, error, form.set("code", ""), to, true),
    }
}

/// The cookie of the session; the screens speak the language of the newcomer unless this browser has chosen one.
fn welcome(state: &Office, headers: &HeaderMap, opened: &Opened, to: &str) -> Response {
    let cookie = Cookies { secure: state.site.secure }.set(SessionKind::Web, &opened.token);
    let mut response = (AppendHeaders([(header::SET_COOKIE, cookie)]), Redirect::to(to)).into_response();
    let lang = &opened.session.language;
    if ui::cookie(headers, "lang").is_none() && ui::Lang::parse(lang).is_some() {
        let value = format!("lang={lang}; Path=/; Max-Age=31536000; SameSite=Lax");
        if let Ok(value) = value.parse() {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
    response
}

fn refused(
    state: &Office,
    visit: &Visit,
    error: access::Error,
    mut form: Form,
    to: String,
    wants_code: bool,
) -> Result<Response, Sorry> {
    let w = TEXTS.words(visit.lang);
    let wait = error.retry_after();
    let problem: Problem = error.into();
    if problem.status >= 500 {
        return Err(Sorry(problem));
    }
    let text = match wait {
        Some(seconds) if seconds >= 60 => w.n("sign-in-wait-minutes", (seconds + 59) / 60).into_owned(),
        Some(seconds) => w.n("sign-in-wait-seconds", seconds).into_owned(),
        None if wants_code => w.t("sign-in-wrong-code").into_owned(),
        None => words(w, &problem),
    };
    form.fail("", text);
    let mut response = draw(state, visit, status(&problem), form, to, wants_code);
    if let Some(seconds) = wait {
        response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    }
    Ok(response)
}

async fn leave(State(state): State<Office>, posted: Posted) -> Result<Response, Sorry> {
    let desk = &posted.desk;
    let id = desk.session.id;
    desk.db.run(&desk.actor, async |tx| access::sign_out(tx, id).await).await?;
    let clear = Cookies { secure: state.site.secure }.clear(SessionKind::Web);
    Ok((AppendHeaders([(header::SET_COOKIE, clear)]), Redirect::to("/staff/sign-in")).into_response())
}

/// `/staff/place?code=krakow&to=/staff/queue`: works there from now on; without a code in all own places.
async fn choose_place(desk: crate::desk::Desk, Query(back): Query<Back>) -> Result<Response, Sorry> {
    let own = desk.own_places().await?;
    let code = own.iter().find(|it| it.code == back.code).map(|it| it.code.as_str()).unwrap_or_default();
    let age = if code.is_empty() { 0 } else { 31_536_000 };
    let cookie = format!("{PLACE_COOKIE}={code}; Path=/staff; Max-Age={age}; SameSite=Lax; HttpOnly");
    Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), Redirect::to(&safe(&back.to))).into_response())
}
