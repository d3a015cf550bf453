//! The demo retailer holds together: codes, texts, places and trade.

mod assortment;
mod drawings;
mod load;
mod network;
mod trade;
