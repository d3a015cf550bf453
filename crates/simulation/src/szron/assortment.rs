//! The assortment, one file per department.

mod accessories;
mod bags;
mod jackets;
mod knitwear;
mod phrases;
mod shirts;
mod shoes;
mod t_shirts;
mod trousers;

use super::product::Product;

/// Everything Szron sells, department by department; the hero comes first.
pub fn products() -> Vec<Product> {
    [
        jackets::ALL,
        knitwear::ALL,
        shirts::ALL,
        t_shirts::ALL,
        trousers::ALL,
        shoes::ALL,
        bags::ALL,
        accessories::ALL,
    ]
    .concat()
}
