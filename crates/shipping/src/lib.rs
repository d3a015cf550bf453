//! Shipping: parcels on their way, from the packing table to the shopper's hands.
//!
//! A *service* is a way of delivery that a market offers, with its price; a *shipment* is what travels for one fulfilment;
//! a *track* is a fact that a carrier told about it. Carriers are reached through the port [`Carrier`], never inside a unit
//! of work: [`create`] writes down what shall travel, a job asks the carrier for number and label and records the answer.
//! Reports come late, doubled and out of order; [`record_track`] keeps each once, and the state of a shipment never goes
//! back. What a carrier does not do is tried again, then told as [`Failed`], so that a person can decide.

mod audit;
mod callback;
mod cancel;
mod carrier;
mod create;
mod error;
mod event;
mod hand_over;
mod label;
mod point;
mod query;
mod service;
mod shipment;
mod store_points;
mod track;
mod work;

pub use audit::audit;
pub use callback::{Callback, CallbackState, Headers, StoredCallback, callbacks, store_callback};
pub use cancel::{cancel, withdraw};
pub use carrier::{Answer, Carrier, CarrierError, Carriers, Consignment, Created, Report};
pub use create::{CreateShipment, create, retry};
pub use error::Error;
pub use event::{Failed, Labelled, Tracked};
pub use hand_over::hand_over;
pub use label::{Label, label};
pub use point::{PickupPoint, point, points_near};
pub use query::{of_fulfilment, of_fulfilments, shipment, shipments, tracks};
pub use service::{Kind, Service, ServiceState, save_service, service, services};
pub use shipment::{Parcel, Party, Shipment, Size, State, Step, Track};
pub use store_points::{RefreshPoints, refresh_points, store_points};
pub use track::{NewTrack, record_track};
pub use work::{
    RequestLabel, SendCancel, SendHandOver, WorkCallback, request_label, send_cancel, send_hand_over,
    work_callback, work_points, workers,
};

pub const MIGRATIONS: kernel::Area =
    kernel::Area { name: "shipping", scripts: &[include_str!("../migrations/0001_shipping.sql")] };
