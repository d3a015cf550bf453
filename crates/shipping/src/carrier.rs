//! The port to whoever carries parcels for us. Implemented in `connectors`; never called inside a unit of work.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::Arc;

use kernel::{ShipmentId, Timestamp};

use crate::{Headers, Kind, Label, Parcel, Party, PickupPoint, Step};

/// Boxed, so that a server can hold carriers of several kinds.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, CarrierError>> + Send + 'a>>;

pub trait Carrier: Send + Sync {
    /// As stored in services and spoken in `/shipping/callbacks/{carrier}`.
    fn name(&self) -> &str;
    /// Asks for a number. The shipment is the key: asked twice, the carrier gives the same one. A carrier that has not
    /// decided yet is [`CarrierError::Silent`].
    fn create(&self, request: Consignment) -> Answer<'_, Created>;
    fn label<'a>(&'a self, carrier_ref: &'a str) -> Answer<'a, Label>;
    /// Takes it back. Already taken back is fine.
    fn cancel<'a>(&'a self, carrier_ref: &'a str) -> Answer<'a, ()>;
    /// The parcels are ready to be fetched, or have been brought.
    fn hand_over<'a>(&'a self, carrier_ref: &'a str) -> Answer<'a, ()>;
    /// Every place where parcels of this carrier wait for their receivers.
    fn points(&self) -> Answer<'_, Vec<PickupPoint>>;
    /// Whether a report is the carrier's own, and what it says.
    fn verify<'a>(
        &'a self,
        headers: &'a Headers,
        body: &'a str,
        received_at: Timestamp,
    ) -> Answer<'a, Report>;
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CarrierError {
    /// The report is not the carrier's.
    #[error("wrong signature: {0}")]
    Signature(String),
    /// Asking again will not help.
    #[error("refused: {0}")]
    Refused(String),
    /// Network, 5xx: worth asking again.
    #[error("no answer: {0}")]
    Silent(String),
}

/// What shall travel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consignment {
    pub shipment: ShipmentId,
    pub reference: String,
    pub service: String,
    pub kind: Kind,
    pub point: Option<String>,
    pub sender: Party,
    pub receiver: Party,
    pub parcels: Vec<Parcel>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Created {
    pub carrier_ref: String,
    pub tracking: String,
    /// Where anybody may follow it.
    pub tracking_url: Option<String>,
}

/// What a verified report says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The carrier's number of this report: repeated reports bear the same.
    pub id: String,
    pub carrier_ref: String,
    pub step: Step,
    pub raw: String,
    pub place: Option<String>,
    pub happened_at: Timestamp,
}

/// The carriers that this server knows, by name.
#[derive(Clone, Default)]
pub struct Carriers(Arc<BTreeMap<String, Arc<dyn Carrier>>>);
impl Carriers {
    pub fn new(carriers: impl IntoIterator<Item = Arc<dyn Carrier>>) -> Self {
        Self(Arc::new(carriers.into_iter().map(|it| (it.name().to_owned(), it)).collect()))
    }
    pub fn get(&self, name: &str) -> Option<&Arc<dyn Carrier>> {
        self.0.get(name)
    }
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}
