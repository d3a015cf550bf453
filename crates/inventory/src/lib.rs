//! Inventory: what we have, where it lies, and how much of it is already promised.
//!
//! Facts (`move_stock`, `set_aside`) are never refused; promises (`reserve`, `reserve_all`) are, by the guard inside the
//! `UPDATE`. A promise ends in `release` or `fulfil`. Availability is asked of memory (`available`, `many`, `nearest`), which
//! each node keeps right from its own commits and from the log (`follow`). Verbs for one thing at a time (`reserve`, `release`)
//! ask the actor's capability and serve the desk and integrators; the plural ones join the unit of a context that has
//! asked already.

mod audit;
mod availability;
mod cells;
mod change;
mod error;
mod event;
mod extend;
mod fulfil;
mod hours;
mod location;
mod move_stock;
mod movement;
mod places;
mod release;
mod reservation;
mod reserve;
mod save_location;
mod set_aside;
mod set_safety;
mod settle;
mod stock;
mod stock_pages;

pub use audit::audit;
pub use availability::{Near, at, available, follow, many, nearest};
pub use cells::{Cells, Memory, VariantCells};
pub use error::Error;
pub use event::{ChangedCell, LocationSaved, Released, ReservationDue, Reserved, Shortfall, StockChanged};
pub use extend::{extend, firm_up};
pub use fulfil::{fulfil, fulfil_part};
pub use hours::{Exception, Hours, Span, TimeOfDay};
pub use location::{Address, Capability, Kind, Location, LocationState, Point};
pub use move_stock::{Move, move_all, move_stock};
pub use movement::{Bucket, Cause, Change, Movement};
pub use places::{Filter, Place, Places, places};
pub use release::{expire, release, release_all, release_part};
pub use reservation::{Holder, Reason, Reservation, State};
pub use reserve::{Reserve, find, holds, reservations, reserve, reserve_all};
pub use save_location::{location, location_by_code, locations, save_location};
pub use set_aside::{SetAside, set_aside};
pub use set_safety::set_safety;
pub use stock::Stock;
pub use stock_pages::{ShortfallRow, StockFilter, ledger, shortfalls, stock};

pub const MIGRATIONS: kernel::Area =
    kernel::Area { name: "inventory", scripts: &[include_str!("../migrations/0001_stock.sql")] };

/// What inventory does by itself when its own timers ring.
pub fn consumer() -> kernel::Consumer {
    kernel::Consumer::new("inventory", vec![kernel::on!(ReservationDue => expire)])
}
