//! A product as a tile of a list.

use catalog::MediaId;
use kernel::Timestamp;
use ui::Words;

use crate::shelf::{Item, Stock};

/// A product younger than this is new.
const NEW_DAYS: i64 = 21;
const MOST_DOTS: usize = 5;

pub struct Tile {
    pub href: String,
    pub name: String,
    pub picture: Option<MediaId>,
    pub second: Option<MediaId>,
    pub price: String,
    pub is_from: bool,
    /// The lowest price of the 30 days before the reduction.
    pub lowest: Option<String>,
    pub discount: Option<String>,
    pub dots: Vec<Dot>,
    pub more_dots: usize,
    pub is_sold_out: bool,
    pub is_new: bool,
}

pub struct Dot {
    pub hex: String,
}

/// `−20%`, measured from the lowest price of the 30 days before, as the law wants it.
pub fn discount(price: &pricing::Price) -> Option<String> {
    let lowest = price.lowest_30_days?.minor;
    let off = lowest - price.gross.minor;
    (off > 0 && lowest > 0)
        .then(|| format!("−{}%", (off * 100 + lowest / 2) / lowest))
        .filter(|text| text != "−0%")
}

impl Tile {
    /// `color` is the one that the list is narrowed to.
    pub fn of(
        item: &Item,
        w: &Words,
        color: Option<&str>,
        stock: Option<&Stock>,
        newer_than: Timestamp,
    ) -> Self {
        let lang = w.lang.code();
        let card = &item.card;
        let shown = color.and_then(|code| card.colors.iter().find(|it| it.option.code == code));
        let href = match shown {
            Some(shown) => format!("/p/{}?c={}", card.key, ui::encode(&shown.option.code)),
            None => format!("/p/{}", card.key),
        };
        let dots = card
            .colors
            .iter()
            .take(MOST_DOTS)
            .map(|color| Dot { hex: color.option.hex.clone().unwrap_or_else(|| "#999999".to_owned()) });
        let is_sold_out =
            stock.is_some_and(|stock| item.variants.iter().all(|sold| stock.total(sold.id) <= 0));
        let created = kernel::Id::uuid(card.product);
        let born = created.get_timestamp().map_or(0, |at| {
            let (seconds, nanos) = at.to_unix();
            seconds as i64 * 1000 + i64::from(nanos) / 1_000_000
        });
        Self {
            href,
            name: card.name.get(lang).to_owned(),
            picture: shown.and_then(|it| it.picture.clone()).or_else(|| card.picture.clone()),
            second: if shown.is_some() { None } else { card.second.clone() },
            price: item.price.map(|price| w.money_short(price.gross)).unwrap_or_default(),
            is_from: item.has_many_prices,
            lowest: item.price.and_then(|price| price.lowest_30_days).map(|lowest| w.money(lowest)),
            discount: item.price.and_then(|price| discount(&price)),
            dots: dots.collect(),
            more_dots: card.colors.len().saturating_sub(MOST_DOTS),
            is_sold_out,
            is_new: born > newer_than.as_millis(),
        }
    }
}

pub fn newer_than(now: Timestamp) -> Timestamp {
    now.plus_days(-NEW_DAYS)
}
