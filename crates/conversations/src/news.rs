//! A letter of some sentences, for what needs no page of its own.

use crate::OrderView;

/// Something to know about an order, in some sentences.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct News {
    pub order: OrderView,
    pub title: String,
    pub words: Vec<String>,
}
