//! Inventory: what we have, where it lies, and how much of it is already promised.
//!
//! Facts (`move_stock`, `set_aside`) are never refused; promises (`reserve`, `reserve_all`) are, by the guard inside the
//! `UPDATE`. A promise ends in `release` or `fulfil`. Availability is asked of memory (`available`, `many`, `nearest`), which
//! each node keeps right from its own commits and from the log (`follow`). Verbs for one thing at a time (`reserve`, `release`)
//! ask the actor's capability and serve the desk and integrators; the plural ones join the unit of a context that has
//! asked already.

mod arrive;
mod audit;
mod availability;
mod cells;
mod change;
mod count;
mod counting;
mod error;
mod event;
mod expect;
mod explain;
mod extend;
mod fulfil;
mod hours;
mod location;
mod move_stock;
mod movement;
mod offer;
mod places;
mod policy;
mod protect;
mod release;
mod repeg;
mod reservation;
mod reserve;
mod rules;
mod save_location;
mod set_aside;
mod set_policy;
mod set_safety;
mod settle;
mod short_pick;
mod stock;
mod stock_pages;
mod supply;
mod take;
mod transfer;
mod transfers;
mod trust;
mod uncovered;
mod variant_cells;

pub use arrive::{Arrive, Rest, arrive};
pub use audit::audit;
pub use availability::{Near, at, available, follow, many, nearest};
pub use cells::{Cells, Memory};
pub use count::{Count, CountLine, CountState};
pub use counting::{
    Counted, OpenCount, cancel_count, count, count_line, count_lines, counts, finish_count, open_count,
    worth_counting,
};
pub use error::Error;
pub use event::{
    ChangedCell, CountChanged, Fate, LocationSaved, PromiseMoved, Released, ReservationDue, Reserved,
    RulesChanged, Shortfall, StockChanged, SupplyChanged, TransferChanged,
};
pub use expect::{Expect, call_off, expect};
pub use explain::{Deduction, Explanation, Why, explain};
pub use extend::{extend, firm_up};
pub use fulfil::{fulfil, fulfil_part};
pub use hours::{Exception, Hours, Span, TimeOfDay};
pub use location::{Address, Capability, Kind, Location, LocationState, Point};
pub use move_stock::{Move, move_all, move_stock};
pub use movement::{Bucket, Cause, Change, Movement};
pub use offer::{Incoming, Offer, nearest_offer, offer, offers};
pub use places::{Filter, Place, Places, places};
pub use policy::{Ahead, ChannelPolicy, Excluded, Policy, PolicyState};
pub use protect::{Protect, protect, shares_at, shares_of};
pub use release::{expire, release, release_all, release_part};
pub use reservation::{Holder, Reason, Reservation, State};
pub use reserve::{From, Reserve, find, holds, reservations, reserve, reserve_all};
pub use rules::{ChannelRules, Rules, channel_policies, channel_policy, policies, policy, rules};
pub use save_location::{location, location_by_code, locations, save_location};
pub use set_aside::{SetAside, set_aside};
pub use set_policy::{exclude, exclusions, include, set_channel_policy, set_policy};
pub use set_safety::set_safety;
pub use short_pick::report_short_pick;
pub use stock::{Share, Stock};
pub use stock_pages::{ShortfallRow, StockFilter, ledger, shortfalls, stock};
pub use supply::{Origin, Supply, SupplyFilter, SupplyState, expected, find_supply};
pub use transfer::{Transfer, TransferLine, TransferState};
pub use transfers::{
    RequestTransfer, TransferFilter, Units, cancel_transfer, receive_transfer, request_transfer,
    send_transfer, transfer, transfer_lines, transfers,
};
pub use uncovered::{Uncovered, uncovered};
pub use variant_cells::VariantCells;

pub const MIGRATIONS: kernel::Area = kernel::Area {
    name: "inventory",
    scripts: &[include_str!("../migrations/0001_stock.sql"), include_str!("../migrations/0002_promise.sql")],
};

/// What inventory does by itself when its own timers ring.
pub fn consumer() -> kernel::Consumer {
    kernel::Consumer::new(
        "inventory",
        vec![
            kernel::on!(ReservationDue => expire),
            kernel::on!(catalog::ProductSaved => set_policy::reclassify),
            kernel::on!(catalog::CategorySaved => set_policy::regrow),
        ],
    )
}
