//! What lay where on the first morning: deep in the warehouse, thin and uneven in the stores.

use super::assortment::products;
use super::network::{Kind, locations};
use super::product::{Audience, Product, Season, variants};

#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Stock {
    pub sku: String,
    /// The code of a location.
    pub location: &'static str,
    pub quantity: i64,
}

/// The demand for a size among its run: middle sizes sell, the ends do not.
fn curve(position: usize, run: usize) -> f64 {
    if run <= 1 {
        return 1.0;
    }
    let middle = (run as f64 - 1.0) * 0.48;
    let width = run as f64 * 0.30;
    (-((position as f64 - middle) / width).powi(2)).exp()
}

/// Zero quantities are listed too: the store carries the size, it is sold out.
pub fn opening_stock(seed: u64) -> Vec<Stock> {
    let mut random = fastrand::Rng::with_seed(seed ^ 0x5eed_0001);
    let mut all = Vec::new();
    for product in products() {
        let season = match product.season {
            Season::Winter | Season::Autumn => 1.2,
            Season::Transition | Season::AllYear => 1.0,
            Season::Summer => 0.4,
        };
        let pull = season * (0.45 + f64::from(product.appeal) / 10.0);
        for location in locations() {
            if location.kind == Kind::Store && !carried(&product, location.size, location.code) {
                continue;
            }
            for (index, variant) in variants(&product).into_iter().enumerate() {
                let run = product.sizes.len();
                let (colour, size) = (index / run, index % run);
                // The first colour is the one people come for.
                let share = pull * curve(size, run) / (1.0 + 0.35 * colour as f64);
                let noise = 0.7 + 0.6 * random.f64();
                let quantity = match location.kind {
                    Kind::Warehouse => (12.0 + 46.0 * share * noise).round() as i64,
                    Kind::Store => {
                        let mean = share * noise * (0.9 + 1.1 * f64::from(location.size));
                        let gone = random.f64() < 0.09;
                        if gone { 0 } else { mean.round() as i64 }
                    }
                };
                all.push(Stock { sku: variant.sku, location: location.code, quantity });
            }
        }
    }
    all
}

/// Small stores leave out slow goods and children's wear; mountain towns leave out coats.
fn carried(product: &Product, size: u8, code: &str) -> bool {
    let coat = product.departments.contains(&"coats");
    match size {
        1 => product.appeal >= 6 && product.audience != Audience::Kids,
        2 => product.appeal >= 4 && !(coat && code == "zakopane"),
        _ => true,
    }
}
