//! A whole retailer on a wound clock: demo data, load, invariants.
//!
//! [`szron`] is the demo retailer as pure data and drawings and knows no database; [`load`] turns it into verbs. [`simulate`]
//! lets a smaller one live from a seed and holds every ledger to account.

mod load;
mod retailer;
pub mod szron;

pub use load::{Art, art, live, load, lower_prices, replenish};
pub use retailer::{Act, Audited, House, Plan, Report, StillClock, Stop, simulate};
