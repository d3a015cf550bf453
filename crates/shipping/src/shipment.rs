//! A shipment: the parcels of one fulfilment, from the packing table to whoever waits for them. No I/O.

use inventory::Address;
use kernel::{FulfilmentId, LocationId, OrderId, ShipmentId, Timestamp};
use serde::{Deserialize, Serialize};
use sqlx::types::Json;

use crate::{Error, Kind};

kernel::text_enum! {
    /// ```text
    /// requested ──▶ labelled ──▶ handed_over ──▶ in_transit ──▶ ready ──▶ delivered
    ///     │            │              └──────────────┴────────────┴─────▶ returned · lost
    ///     ├──▶ failed ─┼──▶ requested    tried again
    ///     └────────────┴──▶ cancelled
    /// ```
    /// Steps may be left out: a carrier that reports the end only is believed.
    pub enum State {
        /// Packed; the carrier is being asked for a number and a label.
        Requested = "requested",
        Labelled = "labelled",
        /// It left the building.
        HandedOver = "handed_over",
        /// The carrier has scanned it.
        InTransit = "in_transit",
        /// It waits for the shopper, in a locker or at a counter.
        Ready = "ready",
        Delivered = "delivered",
        /// It comes back to us.
        Returned = "returned",
        Lost = "lost",
        /// The carrier refused or was silent too long: a person decides.
        Failed = "failed",
        Cancelled = "cancelled",
    }
}
impl State {
    /// Neither failed nor withdrawn.
    pub fn is_live(self) -> bool {
        !matches!(self, State::Failed | State::Cancelled)
    }
    /// It has left the building, whatever became of it since.
    pub fn has_left(self) -> bool {
        self.rank() >= State::HandedOver.rank()
    }
    /// How far it has come. A lost parcel may still be found.
    pub(crate) fn rank(self) -> i64 {
        match self {
            State::Failed | State::Cancelled => -1,
            State::Requested => 0,
            State::Labelled => 1,
            State::HandedOver => 2,
            State::InTransit => 3,
            State::Ready => 4,
            State::Lost => 5,
            State::Delivered | State::Returned => 6,
        }
    }
    pub fn is_over(self) -> bool {
        matches!(self, State::Delivered | State::Returned | State::Lost | State::Failed | State::Cancelled)
    }
}

kernel::text_enum! {
    /// What a carrier's report means, whatever the carrier calls it.
    pub enum Step {
        InTransit = "in_transit",
        OutForDelivery = "out_for_delivery",
        Ready = "ready",
        Delivered = "delivered",
        Returned = "returned",
        Lost = "lost",
        /// Kept, and moves nothing.
        Other = "other",
    }
}
impl Step {
    /// The state that a shipment has at least reached.
    pub(crate) fn state(self) -> Option<State> {
        match self {
            Step::InTransit | Step::OutForDelivery => Some(State::InTransit),
            Step::Ready => Some(State::Ready),
            Step::Delivered => Some(State::Delivered),
            Step::Returned => Some(State::Returned),
            Step::Lost => Some(State::Lost),
            Step::Other => None,
        }
    }
}

kernel::text_enum! {
    /// Boxes that lockers take: 8, 19 or 41 cm high, 38 by 64 cm wide.
    #[derive(PartialOrd, Ord)]
    pub enum Size {
        Small = "small",
        Medium = "medium",
        Large = "large",
    }
}
impl Size {
    /// Length, width and height in millimetres.
    pub fn millimetres(self) -> [i64; 3] {
        match self {
            Size::Small => [640, 380, 80],
            Size::Medium => [640, 380, 190],
            Size::Large => [640, 380, 410],
        }
    }
}

/// No carrier takes more by hand.
const MOST_GRAMS: i64 = 70_000;
const MOST_MM: i64 = 3_000;

/// One box.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parcel {
    pub weight_g: i64,
    pub length_mm: i64,
    pub width_mm: i64,
    pub height_mm: i64,
}
impl Parcel {
    pub fn of(size: Size, weight_g: i64) -> Self {
        let [length_mm, width_mm, height_mm] = size.millimetres();
        Self { weight_g, length_mm, width_mm, height_mm }
    }
    /// The smallest box of a locker that it fits into, whichever way it is turned.
    pub fn size(&self) -> Option<Size> {
        let sorted = |mut it: [i64; 3]| {
            it.sort_unstable();
            it
        };
        let own = sorted([self.length_mm, self.width_mm, self.height_mm]);
        let fits = |size: &Size| sorted(size.millimetres()).iter().zip(own).all(|(room, it)| it <= *room);
        Size::ALL.iter().copied().find(fits)
    }
    fn is_real(&self) -> bool {
        (1..=MOST_GRAMS).contains(&self.weight_g)
            && [self.length_mm, self.width_mm, self.height_mm].iter().all(|it| (1..=MOST_MM).contains(it))
    }
}

/// Who sends or who receives.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Party {
    pub name: String,
    pub address: Address,
    pub email: Option<String>,
    pub phone: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shipment {
    pub id: ShipmentId,
    pub order: OrderId,
    pub fulfilment: FulfilmentId,
    /// Where it leaves from.
    pub location: LocationId,
    pub carrier: String,
    pub service: String,
    pub kind: Kind,
    pub state: State,
    /// What people call it: the order's number.
    pub reference: String,
    pub sender: Party,
    pub receiver: Party,
    /// The locker's code.
    pub point: Option<String>,
    pub parcels: Vec<Parcel>,
    pub carrier_ref: Option<String>,
    pub tracking: Option<String>,
    pub tracking_url: Option<String>,
    /// How often the carrier was silent since it was asked for.
    pub tries: i64,
    /// Why it failed.
    pub reason: Option<String>,
    pub requested_by: String,
    pub requested_at: Timestamp,
    pub labelled_at: Option<Timestamp>,
    pub handed_over_at: Option<Timestamp>,
    pub closed_at: Option<Timestamp>,
}

impl Shipment {
    /// Moves on to `to`; `false` if it has come as far already. What failed or was withdrawn stays so.
    pub(crate) fn advance(&mut self, to: State, at: Timestamp) -> bool {
        if !self.state.is_live() || to.rank() <= self.state.rank() {
            return false;
        }
        self.state = to;
        if to.has_left() {
            self.handed_over_at = self.handed_over_at.or(Some(at));
        }
        if to.is_over() {
            self.closed_at = Some(at);
        }
        true
    }

    /// Whether such parcels may travel this way.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let wrong = |pointer, why: &str| Err(Error::Invalid { pointer, why: why.to_owned() });
        if self.parcels.is_empty() || self.parcels.len() > 20 {
            return wrong("/parcels", "between 1 and 20 parcels");
        }
        if !self.parcels.iter().all(Parcel::is_real) {
            return wrong("/parcels", "at most 70 kg and 3 m, and more than nothing");
        }
        if self.kind == Kind::Locker {
            if self.point.is_none() {
                return wrong("/point", "a parcel for a locker needs the locker");
            }
            if self.parcels.len() != 1
                || self.parcels[0].size().is_none()
                || self.parcels[0].weight_g > 25_000
            {
                return wrong(
                    "/parcels",
                    "a locker takes one parcel of at most 25 kg that fits into a large box",
                );
            }
            if self.receiver.phone.is_none() && self.receiver.email.is_none() {
                return wrong("/receiver", "a locker tells its code by phone or e-mail");
            }
        }
        Ok(())
    }
}

/// A fact that a carrier told.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Track {
    pub shipment: ShipmentId,
    /// The carrier's number of the report.
    pub event: String,
    pub step: Step,
    /// In the carrier's own words.
    pub raw: String,
    pub place: Option<String>,
    pub happened_at: Timestamp,
    pub recorded_at: Timestamp,
}

#[derive(sqlx::FromRow)]
pub(crate) struct ShipmentRow {
    order_id: OrderId,
    id: ShipmentId,
    fulfilment: FulfilmentId,
    location: LocationId,
    carrier: String,
    service: String,
    kind: Kind,
    state: State,
    reference: String,
    sender: Json<Party>,
    receiver: Json<Party>,
    point: Option<String>,
    parcels: Json<Vec<Parcel>>,
    carrier_ref: Option<String>,
    tracking: Option<String>,
    tracking_url: Option<String>,
    tries: i64,
    reason: Option<String>,
    requested_by: String,
    requested_at: Timestamp,
    labelled_at: Option<Timestamp>,
    handed_over_at: Option<Timestamp>,
    closed_at: Option<Timestamp>,
}
impl From<ShipmentRow> for Shipment {
    fn from(row: ShipmentRow) -> Shipment {
        Shipment {
            id: row.id,
            order: row.order_id,
            fulfilment: row.fulfilment,
            location: row.location,
            carrier: row.carrier,
            service: row.service,
            kind: row.kind,
            state: row.state,
            reference: row.reference,
            sender: row.sender.0,
            receiver: row.receiver.0,
            point: row.point,
            parcels: row.parcels.0,
            carrier_ref: row.carrier_ref,
            tracking: row.tracking,
            tracking_url: row.tracking_url,
            tries: row.tries,
            reason: row.reason,
            requested_by: row.requested_by,
            requested_at: row.requested_at,
            labelled_at: row.labelled_at,
            handed_over_at: row.handed_over_at,
            closed_at: row.closed_at,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(kind: Kind, parcels: Vec<Parcel>) -> Shipment {
        let at = Timestamp::from_millis(1);
        Shipment {
            id: ShipmentId::fresh(at),
            order: OrderId::fresh(at),
            fulfilment: FulfilmentId::fresh(at),
            location: LocationId::fresh(at),
            carrier: "simship".to_owned(),
            service: "box".to_owned(),
            kind,
            state: State::Requested,
            reference: String::new(),
            sender: Party::default(),
            receiver: Party { phone: Some("+48600100200".to_owned()), ..Party::default() },
            point: Some("POZ01S".to_owned()),
            parcels,
            carrier_ref: None,
            tracking: None,
            tracking_url: None,
            tries: 0,
            reason: None,
            requested_by: "system".to_owned(),
            requested_at: at,
            labelled_at: None,
            handed_over_at: None,
            closed_at: None,
        }
    }

    #[test]
    fn reports_in_any_order_end_in_the_same_place() {
        let at = Timestamp::from_millis(2);
        for order in [
            [State::InTransit, State::Ready, State::Delivered],
            [State::Delivered, State::InTransit, State::Ready],
            [State::Ready, State::Delivered, State::InTransit],
        ] {
            let mut it = packed(Kind::Courier, vec![Parcel::of(Size::Small, 500)]);
            for to in order {
                it.advance(to, at);
            }
            assert_eq!((it.state, it.handed_over_at, it.closed_at), (State::Delivered, Some(at), Some(at)));
        }
        let mut found = packed(Kind::Courier, Vec::new());
        assert!(found.advance(State::Lost, at) && found.advance(State::Delivered, at));
        assert!(!found.advance(State::Returned, at));
    }

    #[test]
    fn a_locker_takes_one_box_that_fits() {
        assert!(packed(Kind::Locker, vec![Parcel::of(Size::Large, 25_000)]).check().is_ok());
        let turned = Parcel { weight_g: 900, length_mm: 80, width_mm: 640, height_mm: 380 };
        assert_eq!(turned.size(), Some(Size::Small));
        for wrong in [
            Vec::new(),
            vec![Parcel::of(Size::Small, 0)],
            vec![Parcel::of(Size::Small, 26_000)],
            vec![Parcel { height_mm: 411, ..Parcel::of(Size::Large, 900) }],
            vec![Parcel::of(Size::Small, 900); 2],
        ] {
            assert!(packed(Kind::Locker, wrong).check().is_err());
        }
        assert!(packed(Kind::Courier, vec![Parcel::of(Size::Small, 900); 2]).check().is_ok());
    }
}
