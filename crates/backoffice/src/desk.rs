//! Who works at this screen: session, language, rights, places; and what their forms send.

use std::sync::Arc;

use access::web::{self, StaffSession};
use access::{Role, Session};
use axum::extract::{FromRequest, FromRequestParts, Multipart, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use inventory::{Kind, Location, LocationState, Places};
use kernel::{Actor, Capability, Db, Everywhere, LocationId, Locations, Problem, Timestamp};
use ui::{Form, Nav, Page, Shell, Visit, Words};

use crate::problem::Sorry;
use crate::{State, TEXTS};

/// The cookie that remembers at which place somebody works, by its code.
pub const PLACE_COOKIE: &str = "staff_place";

#[derive(Clone)]
pub struct Desk {
    pub visit: Visit,
    pub session: Session,
    pub actor: Actor,
    pub db: Db,
    pub w: Words,
    pub now: Timestamp,
    state: State,
    chosen: Option<String>,
}

impl FromRequestParts<State> for Desk {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Response> {
        let visit = match Visit::from_request_parts(parts, state).await {
            Ok(visit) => visit,
            Err(never) => match never {},
        };
        let Some(StaffSession(session)) = parts.extensions.get::<StaffSession>().cloned() else {
            return Err(to_sign_in(&visit, &parts.headers));
        };
        Ok(Self {
            w: TEXTS.words(visit.lang),
            actor: session.actor(),
            db: state.db.clone(),
            now: state.db.now(),
            chosen: ui::cookie(&parts.headers, PLACE_COOKIE).map(str::to_owned),
            state: state.clone(),
            visit,
            session,
        })
    }
}

/// Nobody is signed in: the way there, and back here afterwards.
fn to_sign_in(visit: &Visit, headers: &HeaderMap) -> Response {
    let to = format!("/staff/sign-in?to={}", ui::encode(&visit.path));
    let wants_page = headers
        .get(header::ACCEPT)
        .and_then(|it| it.to_str().ok())
        .is_none_or(|it| it.contains("text/html") || it.contains("*/*"));
    if visit.fragment {
        (StatusCode::UNAUTHORIZED, [("HX-Redirect", to)]).into_response()
    } else if wants_page {
        Redirect::to(&to).into_response()
    } else {
        StatusCode::UNAUTHORIZED.into_response()
    }
}

impl Desk {
    pub fn lang(&self) -> &'static str {
        self.visit.lang.code()
    }
    pub fn blobs(&self) -> &catalog::Blobs {
        &self.state.blobs
    }
    pub fn site(&self) -> &crate::Site {
        &self.state.site
    }
    pub fn page(&self, title: impl Into<String>) -> Page {
        Page::new(&TEXTS, &self.visit, title).site(&self.state.site.name).csrf(self.session.csrf())
    }

    pub fn may(&self, capability: Capability) -> bool {
        self.actor.allows(capability, Everywhere)
    }
    pub fn may_at(&self, capability: Capability, location: LocationId) -> bool {
        self.actor.allows(capability, location)
    }
    pub fn require(&self, capability: Capability) -> Result<(), Sorry> {
        Ok(self.actor.require(capability, Everywhere)?)
    }
    /// Works for the whole chain and not for some places of it.
    pub fn is_everywhere(&self) -> bool {
        self.actor.locations() == Locations::All
    }
    /// The locations whose rows lists may show; `None` for all.
    pub fn scope(&self) -> Option<Vec<LocationId>> {
        match self.actor.locations() {
            Locations::All => None,
            Locations::Only(places) => Some(places.into_iter().collect()),
        }
    }
    pub fn sees(&self, location: LocationId) -> bool {
        match self.actor.locations() {
            Locations::All => true,
            Locations::Only(places) => places.contains(&location),
        }
    }

    pub async fn places(&self) -> Result<Arc<Places>, Sorry> {
        Ok(inventory::places(&self.db).await?)
    }
    /// Active places where this person works, stores first, by name.
    pub async fn own_places(&self) -> Result<Vec<Location>, Sorry> {
        let places = self.places().await?;
        let mut own: Vec<Location> = places
            .iter()
            .map(|place| place.location.clone())
            .filter(|it| it.state == LocationState::Active && self.sees(it.id))
            .collect();
        own.sort_by_key(|it| (it.kind != Kind::Store, catalog::fold(&it.name)));
        Ok(own)
    }
    /// The place chosen in the head of the screen; the only one, where there is just one.
    pub async fn place(&self) -> Result<Option<Location>, Sorry> {
        let own = self.own_places().await?;
        if own.len() == 1 && !self.is_everywhere() {
            return Ok(own.into_iter().next());
        }
        let chosen = self.chosen.as_deref();
        Ok(own.into_iter().find(|it| Some(it.code.as_str()) == chosen))
    }

    pub async fn shell(&self) -> Result<Shell, Sorry> {
        let w = self.w;
        let own = self.own_places().await?;
        let place = self.place().await?;
        let to = ui::encode(&self.visit.path);
        let mut locations: Vec<(String, String)> = Vec::new();
        if own.len() > 1 {
            locations.push((format!("/staff/place?to={to}"), w.t("shell-all-places").into_owned()));
            locations.extend(
                own.iter().map(|it| (format!("/staff/place?code={}&to={to}", it.code), it.name.clone())),
            );
        }
        Ok(Shell {
            user: self.session.name.clone(),
            role: roles_text(w, &self.session.roles),
            location: place.map(|it| it.name).unwrap_or_default(),
            locations,
            home: "/staff".to_owned(),
            sign_out: "/staff/sign-out".to_owned(),
            search: "/staff/search".to_owned(),
            nav: self.nav(),
        }
        .at(&self.visit.path))
    }

    /// The menu shows what this person may open.
    fn nav(&self) -> Vec<Nav> {
        use Capability::*;
        let w = self.w;
        let entry = |href: &str, icon, key: &str| Nav::new(href, icon, w.t(key));
        let mut nav = vec![entry("/staff", "layout-dashboard", "nav-home")];
        let mut section = |heading: &str, entries: Vec<Option<Nav>>| {
            let mut entries: Vec<Nav> = entries.into_iter().flatten().collect();
            if let Some(first) = entries.first_mut() {
                first.section = Some(w.t(heading).into_owned());
            }
            nav.append(&mut entries);
        };
        let when = |capability, nav: Nav| self.may(capability).then_some(nav);
        section(
            "nav-selling",
            vec![
                when(ReadOrders, entry("/staff/queue", "checklist", "nav-queue")),
                when(ReadOrders, entry("/staff/exceptions", "alert-triangle", "nav-exceptions")),
                when(ReadOrders, entry("/staff/orders", "clipboard-list", "nav-orders")),
                when(ReadOrders, entry("/staff/returns", "arrow-back-up", "nav-returns")),
                when(ManageOrders, entry("/staff/complaints", "flag", "nav-complaints")),
                when(ReadPeople, entry("/staff/people", "users", "nav-people")),
            ],
        );
        section(
            "nav-offer",
            vec![
                Some(entry("/staff/products", "shirt", "nav-products")),
                when(ReadStock, entry("/staff/stock", "building-warehouse", "nav-stock")),
                when(ReadStock, entry("/staff/transfers", "transfer", "transfers-title")),
                when(AdjustStock, entry("/staff/counts", "clipboard-list", "counts-title")),
                when(ReadStock, entry("/staff/locations", "map-pin", "nav-locations")),
            ],
        );
        section(
            "nav-house",
            vec![
                when(ManageSettings, entry("/staff/policies", "adjustments", "nav-policies")),
                when(ManageAccess, entry("/staff/access", "shield-check", "nav-access")),
                when(ReadEvents, entry("/staff/system", "adjustments", "nav-system")),
                Some(entry("/staff/me", "user", "nav-me")),
            ],
        );
        nav
    }
}

pub fn roles_text(w: Words, roles: &[Role]) -> String {
    roles
        .iter()
        .map(|role| w.t(format!("role-{}", role.as_str())).into_owned())
        .collect::<Vec<_>>()
        .join(", ")
}

/// A form that carried its token, sent by somebody who is signed in.
pub struct Posted {
    pub desk: Desk,
    pub form: Form,
    /// In the order sent, with repeated names.
    pub pairs: Vec<(String, String)>,
}

impl Posted {
    /// All values of a repeated field.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.pairs.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).collect()
    }
}

impl FromRequest<State> for Posted {
    type Rejection = Response;

    async fn from_request(request: Request, state: &State) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let desk = Desk::from_request_parts(&mut parts, state).await?;
        let headers = parts.headers.clone();
        let sent = axum::Form::<Vec<(String, String)>>::from_request(Request::from_parts(parts, body), state);
        let axum::Form(mut pairs) = sent
            .await
            .map_err(|_| Sorry(Problem::new(400, "backoffice/broken-form", "Broken form")).into_response())?;
        pairs.iter_mut().for_each(|(_, value)| *value = value.replace("\r\n", "\n"));
        let token = pairs.iter().find(|(name, _)| name == "csrf").map(|(_, value)| value.as_str());
        web::require_csrf(&desk.session, &headers, token)
            .map_err(|error| Sorry::from(error).into_response())?;
        let form = Form::of(pairs.iter().filter(|(name, _)| name != "csrf").cloned());
        Ok(Self { desk, form, pairs })
    }
}

/// Files sent with a form that carried its token.
pub struct Uploaded {
    pub desk: Desk,
    pub files: Vec<(String, Vec<u8>)>,
}

impl FromRequest<State> for Uploaded {
    type Rejection = Response;

    async fn from_request(request: Request, state: &State) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let desk = Desk::from_request_parts(&mut parts, state).await?;
        let headers = parts.headers.clone();
        let broken = || Sorry(Problem::new(400, "backoffice/broken-upload", "Broken upload")).into_response();
        let mut multipart =
            Multipart::from_request(Request::from_parts(parts, body), state).await.map_err(|_| broken())?;
        let (mut token, mut files) = (None, Vec::new());
        while let Some(field) = multipart.next_field().await.map_err(|_| broken())? {
            let name = field.file_name().map(str::to_owned);
            let is_token = field.name() == Some("csrf");
            let bytes = field.bytes().await.map_err(|_| broken())?;
            match name {
                _ if is_token => token = String::from_utf8(bytes.to_vec()).ok(),
                Some(name) if !bytes.is_empty() => files.push((name, bytes.to_vec())),
                _ => {}
            }
        }
        web::require_csrf(&desk.session, &headers, token.as_deref())
            .map_err(|error| Sorry::from(error).into_response())?;
        Ok(Self { desk, files })
    }
}
