//! Who stands at this till and where, and what its scripts send.

use std::sync::Arc;

use access::Session;
use access::web::{self, StaffSession};
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use inventory::{Location, Places};
use kernel::{Actor, Capability, Db, LocationId, Problem, Timestamp};
use serde::de::DeserializeOwned;
use ui::{Visit, Words};

use crate::refusal::Refusal;
use crate::{Site, State, TEXTS};

/// More than any sale needs; keeps broken senders out of memory.
const LARGEST_BODY: usize = 256 << 10;

/// A session that was opened with a PIN, and the store it is bound to.
#[derive(Clone)]
pub struct Till {
    pub db: Db,
    pub site: Site,
    pub session: Session,
    pub actor: Actor,
    pub here: LocationId,
    pub w: Words,
    pub now: Timestamp,
}

impl Till {
    pub fn lang(&self) -> &'static str {
        self.w.lang.code()
    }
    /// Reads ask no verb, so the channel asks: at this place.
    pub fn require(&self, capability: Capability, place: LocationId) -> Result<(), Refusal> {
        Ok(self.actor.require(capability, place)?)
    }
    pub async fn places(&self) -> Result<Arc<Places>, Refusal> {
        Ok(inventory::places(&self.db).await?)
    }
    pub async fn place(&self) -> Result<Location, Refusal> {
        match self.places().await?.get(self.here) {
            Some(place) => Ok(place.location.clone()),
            None => Err(Problem::from(inventory::Error::UnknownLocation(self.here.to_string())).into()),
        }
    }
    /// The price list and market of the stores.
    pub async fn trade(&self) -> Result<(catalog::Channel, catalog::Market), Refusal> {
        let mut q = self.db.read().await?;
        let channel = catalog::channel(&mut q, &self.site.channel).await?;
        let market = catalog::market(&mut q, &channel.market).await?;
        Ok((channel, market))
    }
}

impl FromRequestParts<State> for Till {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Response> {
        let visit = match Visit::from_request_parts(parts, state).await {
            Ok(visit) => visit,
            Err(never) => match never {},
        };
        let signed_out = || Refusal::access(access::Error::SignedOut).into_response();
        let StaffSession(session) = parts.extensions.get().cloned().ok_or_else(signed_out)?;
        let here = session.location.ok_or_else(signed_out)?;
        Ok(Till {
            db: state.db.clone(),
            site: state.site.clone(),
            actor: session.actor(),
            here,
            w: TEXTS.words(visit.lang),
            now: state.db.now(),
            session,
        })
    }
}

/// JSON sent by the till's own scripts: signed in, with the token of the session.
pub struct Posted<T> {
    pub till: Till,
    pub body: T,
}

impl<T: DeserializeOwned> FromRequest<State> for Posted<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &State) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let till = Till::from_request_parts(&mut parts, state).await?;
        web::require_csrf(&till.session, &parts.headers, None)
            .map_err(|error| Refusal::access(error).into_response())?;
        Ok(Posted { till, body: read(body).await.map_err(IntoResponse::into_response)? })
    }
}

/// The body as JSON; an empty one as `null`.
pub async fn read<T: DeserializeOwned>(body: axum::body::Body) -> Result<T, Refusal> {
    let bytes = axum::body::to_bytes(body, LARGEST_BODY).await.map_err(Refusal::broken)?;
    let bytes: &[u8] = if bytes.is_empty() { b"null" } else { &bytes };
    serde_json::from_slice(bytes).map_err(Refusal::broken)
}
