//! The retailer and the people before the first day.

use catalog::{ProductText, SaveProduct, SaveVariant};
use customers::{Email, Phone};
use inventory::{Capability, Cause, Change, Move};
use kernel::{Actor, Currency, Money, Problem, Sku, VisitorId};
use orders::Contact;
use pricing::SetPrice;

use super::{Stop, World};
use crate::load::network::{self, price_list};

const GOODS: usize = 24;
const PEOPLE: usize = 60;

pub(super) struct Shopper {
    pub contact: Contact,
    pub visitor: VisitorId,
}

impl World {
    /// Szron's places with a small assortment: the ledgers do not care what a thing looks like.
    pub(super) async fn move_in(&mut self) -> Result<(), Stop> {
        let loaded = async {
            network::load(&self.db).await?;
            let mut read = self.db.read().await?;
            self.places = inventory::locations(&mut read).await?;
            Ok::<(), Problem>(())
        };
        loaded.await.map_err(|problem| self.unexpected(problem))?;
        let prices: Vec<i64> = (0..GOODS)
            .map(|_| self.rng.i64(9..600) * 100 + self.rng.choice([0, 49, 90, 99]).expect("four"))
            .collect();
        let goods = self.db.run(&Actor::System, async |tx| {
            let mut variants = Vec::new();
            for (n, price) in prices.iter().enumerate() {
                let name = format!("Rzecz {n}");
                let wanted = SaveProduct {
                    key: format!("thing-{n}"),
                    texts: [("pl".to_owned(), ProductText { name, ..ProductText::default() })].into(),
                    variants: vec![SaveVariant::new(Sku::new(format!("THING-{n}")).expect("a SKU"))],
                    ..SaveProduct::default()
                };
                for saved in catalog::save_products(tx, vec![wanted]).await? {
                    variants.extend(saved?.variants.iter().map(|variant| variant.id));
                }
                let set = SetPrice {
                    list: price_list(),
                    variant: *variants.last().expect("one was saved"),
                    gross: Money::new(*price, Currency::Pln),
                    valid_from: None,
                };
                for set in pricing::set_prices(tx, vec![set]).await? {
                    set?;
                }
            }
            Ok::<_, Problem>(variants)
        });
        self.variants = goods.await.map_err(|problem| self.unexpected(problem))?;
        for n in 0..PEOPLE {
            let at = self.now();
            let contact = Contact {
                email: Email::parse(&format!("shopper{n}@example.com")).ok(),
                phone: Phone::parse(&format!("+4860010{:04}", 200 + n)).ok(),
                name: Some(format!("Osoba {n}")),
                lang: if n % 3 == 0 { "en" } else { "pl" }.to_owned(),
            };
            self.shoppers.push(Shopper { contact, visitor: VisitorId::fresh(at) });
        }
        for at in 0..self.places.len() {
            let (place, is_warehouse) = (self.places[at].id, !self.places[at].can(Capability::Pickup));
            let mut facts = Vec::new();
            for variant in self.variants.clone() {
                let units = if is_warehouse { self.rng.i64(40..120) } else { self.rng.i64(2..14) };
                facts.push(Move {
                    id: kernel::MovementId::fresh(self.now()),
                    variant,
                    location: place,
                    change: Change::Delta(units),
                    cause: Cause::Received,
                    reference: Some("opening".to_owned()),
                    at: None,
                });
            }
            self.work(&Actor::System, async |tx| inventory::move_all(tx, facts.clone()).await).await?;
        }
        Ok(())
    }
}
