//! One's own account: password, PIN, second factor, sessions.

use access::{PasswordHash, PinHash, SignIn, SignedIn, Staff};
use askama::Template;
use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use kernel::Problem;
use qrcode::{Color, QrCode};
use ui::{Form, Page, Shell, Words};

use crate::State as Office;
use crate::desk::{Desk, Posted, roles_text};
use crate::problem::{Sorry, refuse};

pub fn routes() -> Router<Office> {
    Router::new()
        .route("/staff/me", get(show))
        .route("/staff/me/password", post(change_password))
        .route("/staff/me/pin", post(change_pin))
        .route("/staff/me/code/start", post(start_code))
        .route("/staff/me/code", post(confirm_code))
        .route("/staff/me/code/remove", post(remove_code))
        .route("/staff/me/sign-out-everywhere", post(leave_everywhere))
}

#[derive(Default)]
struct Forms {
    password: Form,
    pin: Form,
    code: Form,
    /// The picture of the secret and the secret to type, while a second factor is being set up.
    enrolment: Option<(String, String)>,
    /// Shown once, right after the second factor was switched on.
    recovery: Vec<String>,
}

#[derive(Template)]
#[template(path = "me.html")]
struct MePage {
    page: Page,
    shell: Shell,
    w: Words,
    staff: Staff,
    roles: String,
    places: String,
    forms: Forms,
    since: kernel::Timestamp,
    until: kernel::Timestamp,
}

async fn draw(desk: &Desk, status: StatusCode, forms: Forms) -> Result<Response, Sorry> {
    let staff = access::staff(&mut desk.db.read().await?, desk.session.staff).await?;
    let places = desk.places().await?;
    let names: Vec<String> = staff
        .locations
        .iter()
        .filter_map(|id| places.get(*id))
        .map(|place| place.location.name.clone())
        .collect();
    Ok(ui::html_with(
        status,
        MePage {
            page: desk.page(desk.w.t("nav-me")),
            shell: desk.shell().await?,
            w: desk.w,
            roles: roles_text(desk.w, &staff.roles),
            places: names.join(", "),
            staff,
            forms,
            since: desk.session.seen_at,
            until: desk.session.expires_at,
        },
    ))
}

async fn show(desk: Desk) -> Result<Response, Sorry> {
    draw(&desk, StatusCode::OK, Forms::default()).await
}

fn done(desk: &Desk, key: &str) -> Response {
    (ui::flash(&desk.w.t(key), None), Redirect::to("/staff/me")).into_response()
}

/// The form again, unless the fault is ours.
async fn again(
    desk: &Desk,
    problem: Problem,
    put: impl FnOnce(&Problem) -> Forms,
) -> Result<Response, Sorry> {
    if problem.status >= 500 {
        return Err(Sorry(problem));
    }
    draw(desk, StatusCode::UNPROCESSABLE_ENTITY, put(&problem)).await
}

/// Whoever sits at an unlocked screen must not be able to take the account: the old password is asked for.
async fn knows_password(desk: &Desk, password: &str) -> Result<(), access::Error> {
    let request = SignIn {
        email: desk.session.email.clone(),
        password: password.to_owned(),
        code: None,
        address: format!("own:{}", desk.session.staff),
    };
    let opened = match access::sign_in(&desk.db, &request).await? {
        SignedIn::Done(opened) => opened.session.id,
        SignedIn::CodeNeeded(_) => return Ok(()),
    };
    desk.db.run(&desk.actor, async |tx| access::sign_out(tx, opened).await).await
}

async fn change_password(posted: Posted) -> Result<Response, Sorry> {
    let Posted { desk, mut form, .. } = posted;
    let id = desk.session.staff;
    if form.value("password") != form.value("again") {
        form.fail("again", desk.w.t("me-password-differs"));
        let forms = Forms { password: form.set("old", "").set("again", ""), ..Forms::default() };
        return draw(&desk, StatusCode::UNPROCESSABLE_ENTITY, forms).await;
    }
    let changed = async {
        knows_password(&desk, form.value("old")).await?;
        let hash = PasswordHash::make(form.value("password")).await?;
        desk.db.run(&desk.actor, async |tx| access::set_password(tx, id, hash.clone()).await).await
    };
    match changed.await {
        Ok(()) => Ok(Redirect::to("/staff/sign-in").into_response()),
        Err(error) => {
            let wrong_old = matches!(error, access::Error::WrongCredentials);
            again(&desk, error.into(), |problem| {
                if wrong_old {
                    form.fail("old", desk.w.t("me-password-wrong"));
                } else {
                    refuse(desk.w, &mut form, problem);
                }
                Forms {
                    password: form.set("old", "").set("password", "").set("again", ""),
                    ..Forms::default()
                }
            })
            .await
        }
    }
}

async fn change_pin(posted: Posted) -> Result<Response, Sorry> {
    let Posted { desk, mut form, .. } = posted;
    let id = desk.session.staff;
    let changed = async {
        let hash = match form.text("pin") {
            Some(pin) => Some(PinHash::make(pin).await?),
            None => return Err(access::Error::NotAPin),
        };
        desk.db.run(&desk.actor, async |tx| access::set_pin(tx, id, hash.clone()).await).await
    };
    match changed.await {
        Ok(()) => Ok(done(&desk, "me-pin-set")),
        Err(error) => {
            again(&desk, error.into(), |problem| {
                refuse(desk.w, &mut form, problem);
                Forms { pin: form.set("pin", ""), ..Forms::default() }
            })
            .await
        }
    }
}

async fn start_code(posted: Posted) -> Result<Response, Sorry> {
    let desk = posted.desk;
    let id = desk.session.staff;
    let enrolment = desk.db.run(&desk.actor, async |tx| access::enrol_totp(tx, id).await).await?;
    let picture = qr(&enrolment.url);
    draw(&desk, StatusCode::OK, Forms { enrolment: Some((picture, enrolment.secret)), ..Forms::default() })
        .await
}

async fn confirm_code(posted: Posted) -> Result<Response, Sorry> {
    let Posted { desk, mut form, .. } = posted;
    let (id, code) = (desk.session.staff, form.value("code").to_owned());
    match desk.db.run(&desk.actor, async |tx| access::confirm_totp(tx, id, &code).await).await {
        Ok(recovery) => draw(&desk, StatusCode::OK, Forms { recovery, ..Forms::default() }).await,
        Err(error) => {
            again(&desk, error.into(), |problem| {
                refuse(desk.w, &mut form, problem);
                Forms { code: form.set("code", ""), ..Forms::default() }
            })
            .await
        }
    }
}

async fn remove_code(posted: Posted) -> Result<Response, Sorry> {
    let Posted { desk, mut form, .. } = posted;
    let id = desk.session.staff;
    let removed = async {
        knows_password(&desk, form.value("own")).await?;
        desk.db.run(&desk.actor, async |tx| access::remove_totp(tx, id).await).await
    };
    match removed.await {
        Ok(()) => Ok(done(&desk, "me-code-removed")),
        Err(error) => {
            again(&desk, error.into(), |_| {
                form.fail("own", desk.w.t("me-password-wrong"));
                Forms { code: form.set("own", ""), ..Forms::default() }
            })
            .await
        }
    }
}

async fn leave_everywhere(posted: Posted) -> Result<Response, Sorry> {
    let desk = posted.desk;
    let id = desk.session.staff;
    desk.db.run(&desk.actor, async |tx| access::end_sessions_of(tx, id).await).await?;
    Ok(Redirect::to("/staff/sign-in").into_response())
}

/// The text as a QR code: one path of squares.
fn qr(text: &str) -> String {
    let Ok(code) = QrCode::new(text) else { return String::new() };
    let width = code.width();
    let side = width + 8;
    let mut path = String::new();
    for (place, _) in code.to_colors().iter().enumerate().filter(|(_, color)| **color == Color::Dark) {
        path.push_str(&format!("M{} {}h1v1h-1z", place % width + 4, place / width + 4));
    }
    format!(
        "<svg class=\"qr\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\" role=\"img\">\
         <rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/><path d=\"{path}\" fill=\"#000\"/></svg>"
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_qr_code_is_a_square_with_a_margin() {
        let picture = super::qr("otpauth://totp/Spoina:anna@szron.example?secret=ABC");
        assert!(picture.starts_with("<svg") && picture.contains("M4 4h1v1h-1z"));
    }
}
