//! The demo retailer holds together: codes, texts, places and trade.

mod assortment;
mod load;
mod network;
mod trade;
