//! The order as a puzzle of whole numbers: which offers to open, so that every piece is filled and the sum is least.
//!
//! Opening an offer costs something once, each one of a piece taken from it something more. Costs are turned into *keys*,
//! `(cost × (most + 1) + parts) × ranks + rank`, so that comparing two sums compares cost first, then the number of parts, then
//! the places of the locations in the order of their ids. A tie is thereby decided like any other difference.

use crate::Error;
use crate::error::Faults;
use crate::knots::Knots;
use crate::offer::Offers;
use crate::terms::Terms;
use crate::wants::Wants;

pub(crate) struct Board {
    /// What can be provided at all, the hardest first: what the fewest offers have.
    pub pieces: Vec<Piece>,
    /// Places in [`Offers::all`] of those that can provide anything; the place here is the rank.
    pub offers: Vec<usize>,
    /// At most so many are opened.
    pub most: usize,
    /// Key of opening each offer.
    pub fixed: Vec<i64>,
    /// Per offer and piece: how many it has.
    has: Vec<i64>,
    /// Per offer and piece: key of taking one, above the cheapest there is; without meaning where it has none.
    excess: Vec<i64>,
    /// So many keys make a minor unit.
    pub scale: i64,
    /// Minor units that a plan costs beside its key if it fills everything.
    pub base: i64,
    /// Pieces that share stock, if there are any.
    pub knots: Option<Knots>,
}

/// An item of the wants, as far as all offers together can provide it.
pub(crate) struct Piece {
    /// Place in [`Wants::items`].
    pub item: usize,
    pub demand: i64,
    /// Units in one of it.
    pub units: i64,
    /// Key of taking one where it is cheapest: `excess` stands above that.
    pub cheapest: i64,
    /// Key of the cheapest opening of an offer that has any.
    pub opening: i64,
}

/// What an opening leaves open and costs. Fewer missing units go before any cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Value {
    pub missing: i64,
    pub key: i64,
}
impl Value {
    pub(crate) const ZERO: Value = Value { missing: 0, key: 0 };
    pub(crate) const NEVER: Value = Value { missing: i64::MAX, key: i64::MAX };

    pub(crate) fn plus(self, other: Value) -> Value {
        Value { missing: self.missing + other.missing, key: self.key + other.key }
    }
    pub(crate) fn minus(self, other: Value) -> Value {
        Value { missing: self.missing - other.missing, key: self.key - other.key }
    }
}

/// So many of a piece from an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Taking {
    pub piece: usize,
    pub offer: usize,
    pub count: i64,
}

/// The key of a plan stays below this, so that a thousand of them can be added.
const LARGEST_KEY: i128 = 1 << 50;

impl Board {
    pub(crate) fn set(wants: &Wants, offers: &Offers, terms: &Terms) -> Result<Self, Error> {
        let live: Vec<usize> = (0..offers.all.len()).filter(|at| offers.all[*at].refusal.is_none()).collect();
        let stock: Vec<i64> = live
            .iter()
            .flat_map(|offer| wants.items.iter().map(|item| offers.provides(terms, *offer, item)))
            .collect();
        let mut pieces = pieces(wants, &stock);
        let cells = live.len() * pieces.len();
        let (mut has, mut excess) = (Vec::with_capacity(cells), Vec::with_capacity(cells));
        // What one of each piece costs at most, signs left aside.
        let mut taking = vec![0; pieces.len()];
        for (offer, stock) in live.iter().zip(stock.chunks_exact(wants.items.len())) {
            for (piece, taking) in pieces.iter_mut().zip(&mut taking) {
                let there = stock[piece.item].min(piece.demand);
                has.push(there);
                if there == 0 {
                    excess.push(0);
                    continue;
                }
                let (cost, size) = offers.item_cost(terms, wants, *offer, &wants.items[piece.item]);
                *taking = size.max(*taking);
                piece.cheapest = piece.cheapest.min(cost as i64);
                excess.push(cost as i64);
            }
        }

        let demand = pieces.iter().map(|piece| piece.demand).sum();
        let most = terms.constraints().most_parts().min(live.len() as i64).min(demand);
        let ranks = live.len() as i64 * most + 1;
        let scale = (most + 1) * ranks;
        let taking: i128 = pieces.iter().zip(&taking).map(|(it, each)| i128::from(it.demand) * each).sum();
        let opening = live.iter().map(|at| offers.all[*at].fixed.total()).max().unwrap_or(0);
        let opening = i128::from(opening) * i128::from(most);
        if (opening + taking).saturating_mul(i128::from(scale)) > LARGEST_KEY {
            let mut faults = Faults::default();
            faults.add(String::new(), "quantities times costs are beyond all measure");
            faults.verdict(Error::Request)?;
        }

        // The first part is no split.
        let spared = if pieces.is_empty() { 0 } else { terms.weights.extra_parcel };
        let base = pieces.iter().map(|piece| piece.demand * piece.cheapest).sum::<i64>() - spared;
        let fixed: Vec<i64> = (0..live.len())
            .map(|rank| {
                let cost = offers.all[live[rank]].fixed.total();
                (cost * (most + 1) + 1) * ranks + rank as i64
            })
            .collect();
        let count = pieces.len().max(1);
        for ((excess, has), fixed) in excess.chunks_exact_mut(count).zip(has.chunks_exact(count)).zip(&fixed)
        {
            for ((excess, has), piece) in excess.iter_mut().zip(has).zip(&mut pieces) {
                *excess = (*excess - piece.cheapest) * scale;
                if *has > 0 {
                    piece.opening = piece.opening.min(*fixed);
                }
            }
        }
        pieces.iter_mut().for_each(|piece| piece.cheapest *= scale);
        Ok(Self {
            most: most as usize,
            fixed,
            has,
            excess,
            scale,
            base,
            knots: Knots::of(wants, offers, terms, &live, &pieces),
            offers: live,
            pieces,
        })
    }

    /// What every plan with this offer costs at least: it, and one more for the dearest piece that it lacks.
    pub(crate) fn least_with(&self, offer: usize) -> i64 {
        let lacking = self.pieces.iter().zip(self.row(offer).0).filter(|(_, has)| **has == 0);
        self.fixed[offer] + lacking.map(|(piece, _)| piece.opening).max().unwrap_or(0)
    }

    pub(crate) fn has(&self, offer: usize, piece: usize) -> i64 {
        self.has[offer * self.pieces.len() + piece]
    }
    pub(crate) fn excess(&self, offer: usize, piece: usize) -> i64 {
        self.excess[offer * self.pieces.len() + piece]
    }

    /// What an offer has of each piece, and the excess of taking one.
    pub(crate) fn row(&self, offer: usize) -> (&[i64], &[i64]) {
        let row = offer * self.pieces.len()..(offer + 1) * self.pieces.len();
        (&self.has[row.clone()], &self.excess[row])
    }

    /// Takes a piece from open offers, the cheapest first; calls `take` for each with how many; gives what stays short and
    /// the excess. `left` says how many an offer has left of it.
    pub(crate) fn fill(
        &self,
        piece: usize,
        open: &[usize],
        left: impl Fn(usize) -> i64,
        mut take: impl FnMut(usize, i64),
    ) -> (i64, i64) {
        let (mut short, mut sum) = (self.pieces[piece].demand, 0);
        let mut last = None;
        while short > 0 {
            let next = open.iter().map(|offer| (self.excess(*offer, piece), *offer));
            let next = next.filter(|it| left(it.1) > 0 && last.is_none_or(|last| *it > last)).min();
            let Some((excess, offer)) = next else { break };
            let taken = left(offer).min(short);
            take(offer, taken);
            short -= taken;
            sum += taken * excess;
            last = next;
        }
        (short, sum)
    }

    /// What the open offers give of each piece, in order of piece.
    pub(crate) fn take(&self, open: &[usize], taken: &mut Vec<Taking>) {
        taken.clear();
        for piece in 0..self.pieces.len() {
            if !self.is_knotted(piece) {
                let has = |offer| self.has(offer, piece);
                self.fill(piece, open, has, |offer, count| taken.push(Taking { piece, offer, count }));
            }
        }
        if let Some(knots) = &self.knots {
            taken.extend(knots.share(self, open).taken);
        }
        taken.sort_unstable();
    }

    /// What an offer gives of each piece that nobody else gives.
    pub(crate) fn take_alone(&self, offer: usize, taken: &mut Vec<Taking>) {
        if self.knots.is_some() {
            return self.take(&[offer], taken);
        }
        taken.clear();
        let has = self.row(offer).0.iter().enumerate().filter(|(_, has)| **has > 0);
        taken.extend(has.map(|(piece, count)| Taking { piece, offer, count: *count }));
    }

    pub(crate) fn is_knotted(&self, piece: usize) -> bool {
        self.knots.as_ref().is_some_and(|knots| knots.hold(piece))
    }

    /// Minor units that a plan of such a key costs.
    pub(crate) fn cost_of(&self, key: i64) -> i64 {
        self.base + key.div_euclid(self.scale)
    }

    /// What a piece counts for when so much of it stays short and the rest was taken with such an excess.
    pub(crate) fn counts(&self, piece: usize, short: i64, excess: i64) -> Value {
        let it = &self.pieces[piece];
        Value { missing: short * it.units, key: excess - short * it.cheapest }
    }
}

/// What the offers can provide at all.
fn pieces(wants: &Wants, stock: &[i64]) -> Vec<Piece> {
    // Per item: how many offers have it, and how many there are.
    let mut found = vec![(0, 0); wants.items.len()];
    for row in stock.chunks_exact(wants.items.len()) {
        for (has, (offers, there)) in row.iter().zip(&mut found) {
            *offers += usize::from(*has > 0);
            *there += has;
        }
    }
    let mut order: Vec<usize> = (0..found.len()).filter(|item| found[*item].1 > 0).collect();
    order.sort_by_key(|item| found[*item].0);
    let piece = |item: usize| {
        let want = &wants.items[item];
        let demand = found[item].1.min(want.demand);
        Piece { item, demand, units: want.units(), cheapest: i64::MAX, opening: i64::MAX }
    };
    order.into_iter().map(piece).collect()
}
