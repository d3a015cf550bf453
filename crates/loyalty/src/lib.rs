//! Loyalty: the points of a person. Buying earns them (`earn`), at once visible and spendable after the policy's delay,
//! bringing goods back takes exactly theirs away again (`take_back` for units, `reverse` for whole lines).
//!
//! *By line.* An order earns for its whole paid total, one point per full unit, so that two lines of 0.60 earn the one
//! point that 1.20 is worth. These points are then split over the lines by what was paid for each (largest remainder), and
//! each line's share is a lot of its own. Reversing a line empties its lot: any sequence of returns of all lines ends at zero.
//! What several facts tell of one order (a part collected today, a part tomorrow) is added up before it is rounded.
//!
//! Every change of the balance is a posting; wallet and lots are what follows from them, and `audit` says whether they do.

mod audit;
mod earn;
mod error;
mod event;
mod policy;
mod reverse;
mod ripen;
mod save_policy;
mod take_back;
mod wallet;
mod wallet_pages;

pub use audit::audit;
pub use earn::{Earn, Earned, earn};
pub use error::Error;
pub use event::{LotRipened, PointsEarned, PointsReversed};
pub use policy::Policy;
pub use reverse::{Reverse, reverse};
pub use ripen::ripen;
pub use save_policy::{policies, policy, save_policy};
pub use take_back::{TakeBack, take_back};
pub use wallet::{Kind, Lot, LotState, Posting, Wallet, person_of, wallet_of};
pub use wallet_pages::{points_of_order, postings, wallet};

pub const MIGRATIONS: kernel::Area =
    kernel::Area { name: "loyalty", scripts: &[include_str!("../migrations/0001_wallets.sql")] };

/// What loyalty does by itself when its own timers ring.
pub fn consumer() -> kernel::Consumer {
    kernel::Consumer::new("loyalty", vec![kernel::on!(LotRipened => ripen)])
}
