//! The packing table: picked goods become parcels, get their label, and are followed until they arrive.

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use kernel::{Capability, FulfilmentId, MarketCode, OrderId, Problem, ShipmentId};
use orders::{FulfilmentState, Mode};
use shipping::{Kind, Parcel, Service, Shipment, Size, State, Track};
use ui::Choice;

use crate::State as Office;
use crate::desk::{Desk, Posted};
use crate::problem::{Sorry, not_found};

pub fn routes() -> Router<Office> {
    Router::new()
        .route("/staff/parcels/{fulfilment}", post(act))
        .route("/staff/shipments/{id}/label", get(label))
}

/// The parcels of one fulfilment, and what can be done about them now.
pub struct Parcels {
    pub fulfilment: FulfilmentId,
    /// A fresh id, so that a form sent twice packs once.
    pub next: ShipmentId,
    pub services: Vec<Choice>,
    pub chosen: String,
    /// The shopper's locker.
    pub point: Option<String>,
    pub shipments: Vec<Told>,
    pub can_pack: bool,
    /// Nothing hinders it from leaving.
    pub can_ship: bool,
}

pub struct Told {
    pub it: Shipment,
    pub tone: &'static str,
    pub tracks: Vec<Track>,
    pub may_act: bool,
}
impl Told {
    pub fn has_label(&self) -> bool {
        self.it.labelled_at.is_some() && self.it.state.is_live()
    }
    pub fn can_retry(&self) -> bool {
        self.may_act && self.it.state == State::Failed
    }
    pub fn can_cancel(&self) -> bool {
        self.may_act && matches!(self.it.state, State::Requested | State::Labelled | State::Failed)
    }
    pub fn boxes(&self) -> usize {
        self.it.parcels.len()
    }
}

fn tone(state: State) -> &'static str {
    match state {
        State::Requested | State::HandedOver | State::InTransit => "info",
        State::Labelled | State::Ready | State::Delivered => "good",
        State::Returned => "warn",
        State::Failed | State::Lost => "bad",
        State::Cancelled => "quiet",
    }
}

/// A fulfilment as far as parcels go.
pub struct Ask {
    pub order: OrderId,
    pub fulfilment: FulfilmentId,
    pub mode: Mode,
    pub state: FulfilmentState,
    pub may_act: bool,
}

/// The parcels of these; nothing for those that are not shipped.
pub async fn of(
    desk: &Desk,
    market: &MarketCode,
    asked: &[Ask],
) -> Result<BTreeMap<FulfilmentId, Parcels>, Sorry> {
    let mut read = desk.db.read().await?;
    let shipped: Vec<&Ask> = asked.iter().filter(|it| it.mode == Mode::Ship).collect();
    let ids: Vec<_> = shipped.iter().map(|it| (it.order, it.fulfilment)).collect();
    let shipments = shipping::of_fulfilments(&mut read, &ids).await?;
    let offered = shipping::services(&mut read, market).await?;
    let mut found = BTreeMap::new();
    for it in shipped {
        let way = orders::way(&mut read, it.order).await?;
        let own: Vec<&Shipment> =
            shipments.iter().filter(|shipment| shipment.fulfilment == it.fulfilment).collect();
        let tracks = if own.is_empty() { Vec::new() } else { shipping::tracks(&mut read, it.order).await? };
        let is_live = own.iter().any(|shipment| shipment.state.is_live());
        let waits = own.iter().any(|shipment| shipment.state == State::Requested);
        let to_locker = way.as_ref().is_some_and(|way| way.kind == Kind::Locker);
        // Who gave a locker gave no address.
        let fits = |service: &&Service| !to_locker || service.kind == Kind::Locker;
        found.insert(
            it.fulfilment,
            Parcels {
                fulfilment: it.fulfilment,
                next: ShipmentId::fresh(desk.now),
                services: (offered.iter().filter(fits))
                    .map(|service| {
                        Choice::new(service.code.clone(), service.name.get(desk.lang()).to_owned())
                    })
                    .collect(),
                chosen: way.as_ref().map(|way| way.service.clone()).unwrap_or_default(),
                point: way.and_then(|way| way.point),
                shipments: own
                    .into_iter()
                    .map(|shipment| Told {
                        tone: tone(shipment.state),
                        tracks: tracks
                            .iter()
                            .filter(|track| track.shipment == shipment.id)
                            .cloned()
                            .collect(),
                        may_act: it.may_act,
                        it: shipment.clone(),
                    })
                    .collect(),
                can_pack: it.may_act
                    && it.state == FulfilmentState::Picked
                    && !is_live
                    && !offered.is_empty(),
                can_ship: !waits,
            },
        );
    }
    Ok(found)
}

/// `POST /staff/parcels/{fulfilment}`: pack, retry or unpack.
async fn act(Path(id): Path<String>, posted: Posted) -> Result<Response, Sorry> {
    let Posted { desk, form, .. } = posted;
    let fulfilment: FulfilmentId = id.parse().map_err(|_| not_found())?;
    let work = orders::queue_item(&mut desk.db.read().await?, fulfilment).await?;
    if !desk.sees(work.location) {
        return Err(not_found());
    }
    let number = |field: &str| form.text(field).and_then(|text| text.trim().parse::<i64>().ok());
    let shipment = form.value("shipment").parse::<ShipmentId>();
    let size = Size::parse(form.value("size")).unwrap_or(Size::Small);
    let weight = number("weight").unwrap_or(0);
    let boxes = number("boxes").unwrap_or(1).clamp(1, 20) as usize;
    let request = orders::Pack {
        shipment: shipment.clone().unwrap_or_else(|_| ShipmentId::fresh(desk.now)),
        fulfilment,
        service: form.text("service").map(str::to_owned),
        point: form.text("point").map(|text| text.trim().to_uppercase()).filter(|text| !text.is_empty()),
        parcels: vec![Parcel::of(size, weight); boxes],
    };
    let what = form.value("act").to_owned();
    let done = desk
        .db
        .run(&desk.actor, async |tx| match what.as_str() {
            "retry" => orders::pack_again(tx, request.shipment).await.map(drop),
            "unpack" => orders::unpack(tx, request.shipment).await.map(drop),
            _ => orders::pack(tx, request.clone()).await.map(drop),
        })
        .await;
    let to = form.value("to");
    let to = if ui::is_local(to) && to.starts_with("/staff/") {
        to.to_owned()
    } else {
        format!("/staff/orders/{}", work.number)
    };
    let text = match done {
        Ok(()) => {
            let key = match what.as_str() {
                "retry" => "parcel-did-retry",
                "unpack" => "parcel-did-unpack",
                _ => "parcel-did-pack",
            };
            desk.w.t1(key, "number", &work.number).into_owned()
        }
        Err(error) => {
            let problem: Problem = error.into();
            if problem.status >= 500 || problem.status == 403 || problem.status == 404 {
                return Err(Sorry(problem));
            }
            crate::problem::words(desk.w, &problem)
        }
    };
    Ok((ui::flash(&text, None), Redirect::to(&to)).into_response())
}

/// As the carrier drew it: nothing in it runs, nothing is fetched.
async fn label(desk: Desk, Path(id): Path<String>) -> Result<Response, Sorry> {
    desk.require(Capability::ReadOrders)?;
    let id: ShipmentId = id.parse().map_err(|_| not_found())?;
    let mut read = desk.db.read().await?;
    let shipment = shipping::shipment(&mut read, id).await?;
    if !desk.sees(shipment.location) {
        return Err(not_found());
    }
    let label = shipping::label(&mut read, shipment.order, id).await?;
    let headers = [
        (header::CONTENT_TYPE, label.content_type),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'unsafe-inline'; sandbox".to_owned(),
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, label.body).into_response())
}
