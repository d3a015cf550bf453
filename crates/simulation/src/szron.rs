//! Szron, a Polish maker of clothes and shoes for town and mountain: what it sells, where, who works and buys
//! there, what its goods look like, and how an autumn went. Everything is invented and deterministic.

mod art;
#[expect(clippy::inconsistent_digit_grouping, reason = "złote are set apart from grosze")]
mod assortment;
mod attribute;
mod category;
mod colour;
#[expect(clippy::inconsistent_digit_grouping, reason = "złote are set apart from grosze")]
mod company;
mod draw;
mod network;
mod people;
mod product;
mod stock;
mod text;
mod trade;

pub use art::{
    Art, Bag, Beanie, Belt, Closure, Collar, Cuff, Fabric, Hands, Hat, Hem, Legs, LegsCuff, Pocket, Print,
    Quilt, Scarf, Shaft, Shoe, Skirt, Sleeve, Socks, Sole, Top, Waist,
};
pub use assortment::products;
pub use attribute::{Attribute, Value, attributes};
pub use category::{Category, categories};
pub use colour::Colour;
pub use company::{Brand, CHANNELS, Channel, ChannelKind, LegalSeller, MARKET, Market, SELLER, SZRON};
pub use draw::{Frame, Scene, View, draw, icon, mark, scene, tile, wordmark};
pub use network::{Capability, Day, Kind, Location, locations};
pub use people::{Customer, DEMO_PASSWORD, Role, Staff, customers, staff};
pub use product::{Audience, Fit, Material, Product, Season, Variant, ean_is_valid, variants};
pub use stock::{Stock, opening_stock};
pub use text::Text;
pub use trade::{
    Campaign, Delivery, Outcome, PRICES_FELL_DAYS_AGO, PastLine, PastOrder, Payment, Step, autumn,
};
