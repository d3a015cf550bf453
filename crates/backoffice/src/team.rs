//! Who works here and with which rights; keys for machines.

use std::collections::BTreeSet;

use access::{
    AddStaff, ApiKey, ChangeStaff, KeyKind, NewKey, PasswordHash, PinHash, Role, Staff, StaffState,
};
use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use inventory::Location;
use kernel::{ApiKeyId, Capability, LocationId, Locations, PageRequest, Problem, StaffId};
use ui::{Form, Page, Shell, Words};

use crate::State as Office;
use crate::desk::{Desk, Posted, roles_text};
use crate::problem::{Sorry, not_found, refuse};

pub fn routes() -> Router<Office> {
    Router::new()
        .route("/staff/access", get(list))
        .route("/staff/access/new", get(blank).post(add))
        .route("/staff/access/people/{id}", get(show).post(change))
        .route("/staff/access/people/{id}/password", post(reset_password))
        .route("/staff/access/people/{id}/code/remove", post(remove_code))
        .route("/staff/access/keys", get(keys).post(create_key))
        .route("/staff/access/keys/{id}/revoke", post(revoke_key))
}

struct Row {
    staff: Staff,
    roles: String,
    places: String,
}

#[derive(Template)]
#[template(path = "team.html")]
struct ListPage {
    page: Page,
    shell: Shell,
    w: Words,
    rows: Vec<Row>,
}

/// More colleagues than this and the list needs a search.
const MOST: usize = 2_000;

async fn everybody(desk: &Desk) -> Result<Vec<Staff>, Sorry> {
    let mut all = Vec::new();
    let mut request = PageRequest::first(200);
    loop {
        let found = access::staff_list(&mut desk.db.read().await?, &request).await?;
        all.extend(found.items);
        request.after = found.next;
        if request.after.is_none() || all.len() >= MOST {
            return Ok(all);
        }
    }
}

async fn list(desk: Desk) -> Result<Response, Sorry> {
    desk.require(Capability::ManageAccess)?;
    let places = desk.places().await?;
    let rows = everybody(&desk)
        .await?
        .into_iter()
        .map(|staff| {
            let names: Vec<String> = staff
                .locations
                .iter()
                .filter_map(|id| places.get(*id))
                .map(|it| it.location.name.clone())
                .collect();
            Row { roles: roles_text(desk.w, &staff.roles), places: names.join(", "), staff }
        })
        .collect();
    Ok(ui::html(ListPage {
        page: desk.page(desk.w.t("nav-access")),
        shell: desk.shell().await?,
        w: desk.w,
        rows,
    }))
}

// --- one of them -------------------------------------------------------------------------------------------------

#[derive(Template)]
#[template(path = "staff_member.html")]
struct EditPage {
    page: Page,
    shell: Shell,
    w: Words,
    known: Option<Staff>,
    form: Form,
    password: Form,
    places: Vec<Location>,
}

impl EditPage {
    fn address(&self) -> String {
        match &self.known {
            Some(staff) => format!("/staff/access/people/{}", staff.id),
            None => "/staff/access/new".to_owned(),
        }
    }
}

fn filled(staff: &Staff) -> Form {
    let mut form = Form::default()
        .set("name", &staff.name)
        .set("email", &staff.email)
        .set("language", &staff.language)
        .set("state", staff.state)
        .set("version", staff.version);
    for role in &staff.roles {
        form = form.set(&format!("role.{role}"), "on");
    }
    for location in &staff.locations {
        form = form.set(&format!("at.{location}"), "on");
    }
    form
}

async fn draw(
    desk: &Desk,
    status: StatusCode,
    known: Option<Staff>,
    form: Form,
    password: Form,
) -> Result<Response, Sorry> {
    desk.require(Capability::ManageAccess)?;
    let mut places: Vec<Location> = desk.places().await?.iter().map(|it| it.location.clone()).collect();
    places.sort_by_key(|it| catalog::fold(&it.name));
    let title = known.as_ref().map_or(desk.w.t("team-new").into_owned(), |it| it.name.clone());
    Ok(ui::html_with(
        status,
        EditPage {
            page: desk.page(title),
            shell: desk.shell().await?,
            w: desk.w,
            known,
            form,
            password,
            places,
        },
    ))
}

fn roles(form: &Form) -> Vec<Role> {
    Role::ALL.iter().copied().filter(|role| form.is_on(format!("role.{role}"))).collect()
}

fn locations(posted: &[(String, String)]) -> Vec<LocationId> {
    posted.iter().filter_map(|(name, _)| name.strip_prefix("at.")?.parse().ok()).collect()
}

async fn blank(desk: Desk) -> Result<Response, Sorry> {
    draw(&desk, StatusCode::OK, None, Form::default().set("language", "pl"), Form::default()).await
}

async fn find(desk: &Desk, id: &str) -> Result<Staff, Sorry> {
    let id: StaffId = id.parse().map_err(|_| not_found())?;
    Ok(access::staff(&mut desk.db.read().await?, id).await?)
}

async fn show(desk: Desk, Path(id): Path<String>) -> Result<Response, Sorry> {
    desk.require(Capability::ManageAccess)?;
    let staff = find(&desk, &id).await?;
    let form = filled(&staff);
    draw(&desk, StatusCode::OK, Some(staff), form, Form::default()).await
}

fn stored(desk: &Desk, id: StaffId, key: &str) -> Response {
    let to = Redirect::to(&format!("/staff/access/people/{id}"));
    (ui::flash(&desk.w.t(key), None), to).into_response()
}

fn serious(problem: &Problem) -> bool {
    problem.status >= 500 || problem.status == 403 || problem.status == 404
}

async fn add(posted: Posted) -> Result<Response, Sorry> {
    let Posted { desk, mut form, pairs } = posted;
    let id = StaffId::fresh(desk.now);
    if form.text("name").is_none() {
        form.fail("name", desk.w.t("ui-required"));
        return draw(&desk, StatusCode::UNPROCESSABLE_ENTITY, None, form, Form::default()).await;
    }
    let added = async {
        desk.actor.require(Capability::ManageAccess, kernel::Everywhere)?;
        let password = PasswordHash::make(form.value("password")).await?;
        let pin = match form.text("pin") {
            Some(pin) => Some(PinHash::make(pin).await?),
            None => None,
        };
        let request = AddStaff {
            id,
            email: form.value("email").to_owned(),
            name: form.value("name").trim().to_owned(),
            language: form.value("language").to_owned(),
            roles: roles(&form),
            locations: locations(&pairs),
            password: Some(password),
            pin,
        };
        desk.db.run(&desk.actor, async |tx| access::add_staff(tx, request.clone()).await).await
    };
    match added.await {
        Ok(staff) => Ok(stored(&desk, staff.id, "team-added")),
        Err(error) => {
            let problem: Problem = access::Error::into(error);
            if serious(&problem) {
                return Err(Sorry(problem));
            }
            refuse(desk.w, &mut form, &problem);
            let form = form.set("password", "").set("pin", "");
            draw(&desk, StatusCode::UNPROCESSABLE_ENTITY, None, form, Form::default()).await
        }
    }
}

async fn change(Path(id): Path<String>, posted: Posted) -> Result<Response, Sorry> {
    let Posted { desk, mut form, pairs } = posted;
    desk.require(Capability::ManageAccess)?;
    let staff = find(&desk, &id).await?;
    let request = ChangeStaff {
        id: staff.id,
        name: form.value("name").trim().to_owned(),
        language: form.value("language").to_owned(),
        state: StaffState::parse(form.value("state")).unwrap_or(staff.state),
        roles: roles(&form),
        locations: locations(&pairs),
        expected_version: form.value("version").parse().ok(),
    };
    // Nobody locks themselves out by a slip.
    let own = staff.id == desk.session.staff;
    if own && (request.state != StaffState::Active || !request.roles.contains(&Role::Administrator)) {
        form.fail("", desk.w.t("team-not-yourself"));
        return draw(&desk, StatusCode::UNPROCESSABLE_ENTITY, Some(staff), form, Form::default()).await;
    }
    match desk.db.run(&desk.actor, async |tx| access::change_staff(tx, request.clone()).await).await {
        Ok(staff) => Ok(stored(&desk, staff.id, "team-saved")),
        Err(error) => {
            let problem: Problem = error.into();
            if serious(&problem) {
                return Err(Sorry(problem));
            }
            refuse(desk.w, &mut form, &problem);
            draw(&desk, StatusCode::UNPROCESSABLE_ENTITY, Some(staff), form, Form::default()).await
        }
    }
}

async fn reset_password(Path(id): Path<String>, posted: Posted) -> Result<Response, Sorry> {
    let Posted { desk, mut form, .. } = posted;
    desk.require(Capability::ManageAccess)?;
    let staff = find(&desk, &id).await?;
    let set = async {
        let hash = PasswordHash::make(form.value("password")).await?;
        desk.db.run(&desk.actor, async |tx| access::set_password(tx, staff.id, hash.clone()).await).await
    };
    match set.await {
        Ok(()) => Ok(stored(&desk, staff.id, "team-password-set")),
        Err(error) => {
            let problem: Problem = access::Error::into(error);
            if serious(&problem) {
                return Err(Sorry(problem));
            }
            refuse(desk.w, &mut form, &problem);
            let kept = filled(&staff);
            draw(&desk, StatusCode::UNPROCESSABLE_ENTITY, Some(staff), kept, form.set("password", "")).await
        }
    }
}

async fn remove_code(Path(id): Path<String>, posted: Posted) -> Result<Response, Sorry> {
    let desk = posted.desk;
    let staff = find(&desk, &id).await?;
    desk.require(Capability::ManageAccess)?;
    desk.db.run(&desk.actor, async |tx| access::remove_totp(tx, staff.id).await).await?;
    Ok(stored(&desk, staff.id, "me-code-removed"))
}

// --- keys --------------------------------------------------------------------------------------------------------

struct KeyRow {
    key: ApiKey,
    by: String,
    rights: String,
    places: String,
}

#[derive(Template)]
#[template(path = "keys.html")]
struct KeysPage {
    page: Page,
    shell: Shell,
    w: Words,
    rows: Vec<KeyRow>,
    form: Form,
    /// The new key, shown this once.
    shown: Option<String>,
    places: Vec<Location>,
}

async fn draw_keys(
    desk: &Desk,
    status: StatusCode,
    form: Form,
    shown: Option<String>,
) -> Result<Response, Sorry> {
    desk.require(Capability::ManageAccess)?;
    let keys = access::keys(&mut desk.db.read().await?).await?;
    let names = crate::actors::names_of(desk, keys.iter().map(|it| it.created_by.clone()).collect()).await?;
    let known = desk.places().await?;
    let rows = keys
        .into_iter()
        .map(|key| KeyRow {
            by: names.get(&key.created_by).cloned().unwrap_or_default(),
            rights: key
                .capabilities
                .iter()
                .map(|it| desk.w.t(format!("right-{}", it.as_str().replace('.', "-"))).into_owned())
                .collect::<Vec<_>>()
                .join(", "),
            places: match &key.locations {
                Locations::All => desk.w.t("ui-whole-chain").into_owned(),
                Locations::Only(ids) => {
                    let names: Vec<String> = ids
                        .iter()
                        .filter_map(|id| known.get(*id))
                        .map(|it| it.location.name.clone())
                        .collect();
                    names.join(", ")
                }
            },
            key,
        })
        .collect();
    let mut places: Vec<Location> = known.iter().map(|it| it.location.clone()).collect();
    places.sort_by_key(|it| catalog::fold(&it.name));
    Ok(ui::html_with(
        status,
        KeysPage {
            page: desk.page(desk.w.t("keys-title")),
            shell: desk.shell().await?,
            w: desk.w,
            rows,
            form,
            shown,
            places,
        },
    ))
}

async fn keys(desk: Desk) -> Result<Response, Sorry> {
    draw_keys(&desk, StatusCode::OK, Form::default(), None).await
}

async fn create_key(posted: Posted) -> Result<Response, Sorry> {
    let Posted { desk, mut form, pairs } = posted;
    desk.require(Capability::ManageAccess)?;
    let kind = KeyKind::parse(form.value("kind")).unwrap_or(KeyKind::Secret);
    let capabilities: BTreeSet<Capability> =
        Capability::ALL.iter().copied().filter(|it| form.is_on(format!("right.{it}"))).collect();
    if form.text("name").is_none() {
        form.fail("name", desk.w.t("ui-required"));
    }
    if kind == KeyKind::Secret && capabilities.is_empty() {
        form.fail("", desk.w.t("keys-no-rights"));
    }
    if !form.is_fine() {
        return draw_keys(&desk, StatusCode::UNPROCESSABLE_ENTITY, form, None).await;
    }
    let places = locations(&pairs);
    let request = NewKey {
        id: ApiKeyId::fresh(desk.now),
        kind,
        name: form.value("name").trim().chars().take(80).collect(),
        capabilities,
        locations: if places.is_empty() {
            Locations::All
        } else {
            Locations::Only(places.into_iter().collect())
        },
    };
    let shown = desk.db.run(&desk.actor, async |tx| access::create_key(tx, request.clone()).await).await?;
    draw_keys(&desk, StatusCode::OK, Form::default(), Some(shown.key.reveal().to_owned())).await
}

async fn revoke_key(Path(id): Path<String>, posted: Posted) -> Result<Response, Sorry> {
    let desk = posted.desk;
    let id: ApiKeyId = id.parse().map_err(|_| not_found())?;
    desk.db.run(&desk.actor, async |tx| access::revoke_key(tx, id).await).await?;
    Ok((ui::flash(&desk.w.t("keys-revoked"), None), Redirect::to("/staff/access/keys")).into_response())
}
