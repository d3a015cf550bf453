//! What things cost: gross prices in lists per currency, with a history that is only ever added to; rates of tax by
//! country, class and day; and one pure [`quote`] that every channel asks, so that the basket, the till, the phone and the
//! invoice come to the same cent.

mod error;
mod event;
mod price;
mod prices;
mod quote;
mod quote_basket;
mod save_list;
mod save_tax;
mod set_price;
mod tax;

pub use error::Error;
pub use event::{ChangedPrice, PriceChanged};
use price::LOOK_BACK_DAYS;
pub use price::{History, Price, PricePoint};
pub use prices::{history, prices};
pub use quote::{
    DeliveryFee, Quote, QuoteLine, QuoteRequest, QuotedDelivery, QuotedLine, Rounding, TaxSummary, quote,
    tax_within,
};
pub use quote_basket::quote_basket;
pub use save_list::{PriceList, list, lists, save_list};
pub use save_tax::{save_tax, tax_rates};
pub use set_price::{SetPrice, set_price, set_prices};
pub use tax::{TaxClass, TaxRate, TaxRates};

pub const MIGRATIONS: kernel::Area =
    kernel::Area { name: "pricing", scripts: &[include_str!("../migrations/0001_prices.sql")] };
