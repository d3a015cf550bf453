//! A list of products with their prices, read once and then narrowed and sorted in memory for every shopper.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use catalog::{COLOR, Card, ProductFilter, SIZE, Status};
use inventory::{Filter, Place, Places, VariantCells};
use kernel::{Money, PageRequest, Problem, VariantId};
use pricing::Price;

use crate::State;

/// Lists longer than this show their first part; narrowing looks at that part.
const MOST: usize = 1_000;

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum ShelfKey {
    All,
    Category(String),
    Search(String),
}

pub struct Shelf {
    pub items: Vec<Item>,
}

pub struct Item {
    pub card: Card,
    pub variants: Vec<Sold>,
    /// The lowest of the variants.
    pub price: Option<Price>,
    pub has_many_prices: bool,
}

/// A variant as filters see it.
pub struct Sold {
    pub id: VariantId,
    pub color: Option<String>,
    pub size: Option<String>,
    pub price: Option<Price>,
}

impl Item {
    pub fn is_reduced(&self) -> bool {
        self.price.is_some_and(|price| price.is_reduced())
    }
    pub fn minor(&self) -> i64 {
        self.price.map_or(i64::MAX, |price| price.gross.minor)
    }
}

impl State {
    pub(crate) async fn shelf(&self, key: ShelfKey) -> Result<Arc<Shelf>, Problem> {
        if let Some(kept) = self.memory.shelves.get(&key) {
            return Ok(kept);
        }
        let epoch = self.memory.epoch();
        let reference = self.reference().await?;
        let mut filter = ProductFilter { status: Some(Status::Published), ..ProductFilter::default() };
        match &key {
            ShelfKey::All => {}
            ShelfKey::Category(category) => filter.category = Some(category.clone()),
            ShelfKey::Search(text) => filter.search = Some(text.clone()),
        }
        let mut q = self.db.read().await?;
        let mut cards: Vec<Card> = Vec::new();
        let mut page = PageRequest::first(PageRequest::MAX);
        while cards.len() < MOST {
            let found = catalog::products(&mut q, &filter, &page).await?;
            cards.extend(found.items);
            match found.next {
                Some(next) => page.after = Some(next),
                None => break,
            }
        }
        let ids: Vec<VariantId> = cards.iter().flat_map(|card| card.variants.iter().copied()).collect();
        let prices = pricing::prices(&mut q, &reference.channel.price_list, &ids, self.db.now()).await?;
        let mut variants: HashMap<VariantId, catalog::VariantCard> =
            catalog::variants(&mut q, &ids).await?.into_iter().map(|card| (card.variant, card)).collect();
        let items = cards.into_iter().map(|card| {
            let sold: Vec<Sold> = (card.variants.iter())
                .filter_map(|id| variants.remove(id))
                .map(|variant| {
                    let option = |axis: &str| {
                        variant
                            .options
                            .iter()
                            .find(|option| option.axis == axis)
                            .map(|option| option.code.clone())
                    };
                    let price = prices.get(&variant.variant).copied();
                    Sold { id: variant.variant, color: option(COLOR), size: option(SIZE), price }
                })
                .collect();
            let told: BTreeSet<i64> =
                sold.iter().filter_map(|it| it.price.map(|price| price.gross.minor)).collect();
            let price = sold.iter().filter_map(|it| it.price).min_by_key(|price| price.gross.minor);
            Item { card, variants: sold, price, has_many_prices: told.len() > 1 }
        });
        // What has no price in this channel is not for sale here.
        let items = items.filter(|item| item.price.is_some()).collect();
        Ok(self.memory.keep(&self.memory.shelves, key, epoch, Shelf { items }))
    }
}

/// What the address of a list says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    pub colors: BTreeSet<String>,
    pub sizes: BTreeSet<String>,
    /// In minor units.
    pub from: Option<i64>,
    pub to: Option<i64>,
    /// Code of a store in which it must lie.
    pub store: Option<String>,
    pub is_reduced: bool,
    pub sort: Sort,
}

kernel::text_enum! {
    #[derive(Default)]
    pub enum Sort {
        /// As the catalogue has it: the newest, or the best match.
        #[default]
        Best = "best",
        Cheap = "cheap",
        Dear = "dear",
        Name = "name",
    }
}

impl Wanted {
    pub fn is_open(&self) -> bool {
        Wanted { sort: Sort::Best, ..self.clone() } == Wanted::default()
    }
    fn takes(&self, sold: &Sold) -> bool {
        let one_of = |wanted: &BTreeSet<String>, has: &Option<String>| {
            wanted.is_empty() || has.as_ref().is_some_and(|has| wanted.contains(has))
        };
        let minor = sold.price.map(|price| price.gross.minor);
        one_of(&self.colors, &sold.color)
            && one_of(&self.sizes, &sold.size)
            && self.from.is_none_or(|from| minor.is_some_and(|minor| minor >= from))
            && self.to.is_none_or(|to| minor.is_some_and(|minor| minor <= to))
            && (!self.is_reduced || sold.price.is_some_and(|price| price.is_reduced()))
    }
}

/// What lies in the stores, for lists.
pub struct Stock {
    pub places: Arc<Places>,
    cells: HashMap<VariantId, Arc<VariantCells>>,
    anywhere: Filter,
}

impl Stock {
    pub async fn of(state: &State, variants: &[VariantId]) -> Result<Self, Problem> {
        let places = inventory::places(&state.db).await?;
        let cells = inventory::many(&state.db, variants).await?;
        Ok(Self { places, cells, anywhere: Filter::default() })
    }
    pub fn at(&self, variant: VariantId, place: &Place) -> i64 {
        self.cells.get(&variant).map_or(0, |cells| cells.at(place))
    }
    pub fn total(&self, variant: VariantId) -> i64 {
        self.cells.get(&variant).map_or(0, |cells| cells.total(&self.places, &self.anywhere))
    }
}

/// The items that answer, in the order asked for.
pub fn narrow<'s>(shelf: &'s Shelf, wanted: &Wanted, stock: Option<&Stock>) -> Vec<&'s Item> {
    let store = wanted.store.as_deref().and_then(|code| stock?.places.by_code(code));
    let lies_there = |sold: &Sold| match (&wanted.store, stock, store) {
        (None, ..) => true,
        (Some(_), Some(stock), Some(place)) => stock.at(sold.id, place) > 0,
        (Some(_), ..) => false,
    };
    let passes = |item: &&Item| item.variants.iter().any(|sold| wanted.takes(sold) && lies_there(sold));
    let mut found: Vec<&Item> = if wanted.is_open() {
        shelf.items.iter().collect()
    } else {
        shelf.items.iter().filter(passes).collect()
    };
    match wanted.sort {
        Sort::Best => {}
        Sort::Cheap => found.sort_by_key(|item| item.minor()),
        Sort::Dear => found.sort_by_key(|item| std::cmp::Reverse(item.minor())),
        Sort::Name => found.sort_by_key(|item| catalog::fold(item.card.name.get("pl"))),
    }
    found
}

/// How many products would be left with each colour and size, if the others of that axis were not chosen.
pub fn counts(shelf: &Shelf, wanted: &Wanted) -> (BTreeMap<String, i64>, BTreeMap<String, i64>) {
    let count = |open: Wanted, of: fn(&Sold) -> Option<&String>| {
        let mut many: BTreeMap<String, i64> = BTreeMap::new();
        for item in &shelf.items {
            let codes: BTreeSet<&String> =
                item.variants.iter().filter(|sold| open.takes(sold)).filter_map(of).collect();
            codes.into_iter().for_each(|code| *many.entry(code.clone()).or_default() += 1);
        }
        many
    };
    let colors = count(Wanted { colors: BTreeSet::new(), ..wanted.clone() }, |sold| sold.color.as_ref());
    let sizes = count(Wanted { sizes: BTreeSet::new(), ..wanted.clone() }, |sold| sold.size.as_ref());
    (colors, sizes)
}

/// The cheapest and the dearest of a shelf.
pub fn span(shelf: &Shelf) -> Option<(Money, Money)> {
    let prices = || shelf.items.iter().filter_map(|item| item.price.map(|price| price.gross));
    Some((prices().min_by_key(|it| it.minor)?, prices().max_by_key(|it| it.minor)?))
}
