//! Pieces that want the same variant: a group and a loose line, or two groups. What one takes the other cannot have, so they
//! are shared out together: every way to place the groups, then the loose ones cheapest first.

use crate::board::{Board, Piece, Taking, Value};
use crate::offer::Offers;
use crate::terms::Terms;
use crate::wants::Wants;

pub(crate) struct Knots {
    groups: Vec<Knot>,
    loose: Vec<Knot>,
    /// Per offer and shared variant: units there.
    stock: Vec<i64>,
    shared: usize,
}

struct Knot {
    piece: usize,
    /// Units of which shared variants make one of it.
    need: Vec<(usize, i64)>,
}

/// The best way found to share out.
pub(crate) struct Shared {
    pub value: Value,
    pub taken: Vec<Taking>,
    /// No way was left untried.
    pub is_proved: bool,
    /// Placements that were looked at.
    pub steps: i64,
}

/// So many placements are looked at for one opening, and one at least is found.
const STEPS: i64 = 1_000;

impl Knots {
    pub(crate) fn of(
        wants: &Wants,
        offers: &Offers,
        terms: &Terms,
        live: &[usize],
        pieces: &[Piece],
    ) -> Option<Self> {
        let need = |piece: &Piece| wants.items[piece.item].need.iter();
        let mut wanted_by = vec![0; wants.variants.len()];
        pieces.iter().flat_map(need).for_each(|(variant, _)| wanted_by[*variant] += 1);
        let variants: Vec<usize> = (0..wanted_by.len()).filter(|variant| wanted_by[*variant] > 1).collect();
        if variants.is_empty() {
            return None;
        }
        let knots = pieces.iter().enumerate().filter_map(|(at, piece)| {
            let shared = need(piece).filter_map(|(variant, units)| {
                variants.binary_search(variant).ok().map(|place| (place, *units))
            });
            let need: Vec<_> = shared.collect();
            (!need.is_empty()).then_some(Knot { piece: at, need })
        });
        let is_group = |knot: &Knot| wants.items[pieces[knot.piece].item].is_group;
        let (groups, loose) = knots.partition(is_group);
        let stock = live
            .iter()
            .flat_map(|offer| variants.iter().map(|variant| offers.available(terms, *offer, *variant)))
            .collect();
        Some(Self { groups, loose, stock, shared: variants.len() })
    }

    pub(crate) fn hold(&self, piece: usize) -> bool {
        self.groups.iter().chain(&self.loose).any(|knot| knot.piece == piece)
    }

    /// Shares out the stock of the open offers among the knotted pieces.
    pub(crate) fn share(&self, board: &Board, open: &[usize]) -> Shared {
        let rows = |offer: &usize| self.stock[offer * self.shared..][..self.shared].iter().copied();
        let mut table = Table {
            knots: self,
            board,
            open,
            left: open.iter().flat_map(rows).collect(),
            placed: Vec::new(),
            best: Shared { value: Value::NEVER, taken: Vec::new(), is_proved: true, steps: 0 },
        };
        table.place(Value::ZERO);
        table.best
    }
}

struct Table<'a> {
    knots: &'a Knots,
    board: &'a Board,
    open: &'a [usize],
    /// Per open offer and shared variant: units not yet given.
    left: Vec<i64>,
    /// Where each group so far comes from: a place in `open`.
    placed: Vec<Option<usize>>,
    best: Shared,
}

impl Table<'_> {
    /// Tries every place for the next group.
    fn place(&mut self, so_far: Value) {
        self.best.steps += 1;
        if so_far >= self.best.value {
            return;
        }
        if self.best.steps > STEPS && self.best.value != Value::NEVER {
            self.best.is_proved = false;
            return;
        }
        let Some(knot) = self.knots.groups.get(self.placed.len()) else { return self.finish(so_far) };
        let fits = |(at, offer): (usize, &usize)| {
            let enough =
                |(variant, units): &(usize, i64)| self.left[at * self.knots.shared + variant] >= *units;
            let fits = self.board.has(*offer, knot.piece) > 0 && knot.need.iter().all(enough);
            fits.then(|| (self.board.excess(*offer, knot.piece), *offer, at))
        };
        let mut places: Vec<_> = self.open.iter().enumerate().filter_map(fits).collect();
        places.sort_unstable();
        for (excess, _, at) in places {
            self.give(at, knot, -1);
            self.placed.push(Some(at));
            self.place(so_far.plus(self.board.counts(knot.piece, 0, excess)));
            self.placed.pop();
            self.give(at, knot, 1);
        }
        self.placed.push(None);
        self.place(so_far.plus(self.board.counts(knot.piece, 1, 0)));
        self.placed.pop();
    }

    fn give(&mut self, at: usize, knot: &Knot, sign: i64) {
        for (variant, units) in &knot.need {
            self.left[at * self.knots.shared + variant] += sign * units;
        }
    }

    /// All groups are placed: the loose pieces take what is left.
    fn finish(&mut self, so_far: Value) {
        let mut value = so_far;
        let mut taken = Vec::new();
        for (knot, placed) in self.knots.groups.iter().zip(&self.placed) {
            taken.extend(placed.map(|at| Taking { piece: knot.piece, offer: self.open[at], count: 1 }));
        }
        for knot in &self.knots.loose {
            let (variant, units) = knot.need[0];
            let left = |offer: usize| {
                let at =
                    self.open.iter().position(|open| *open == offer).expect("only open offers are asked");
                (self.left[at * self.knots.shared + variant] / units).min(self.board.has(offer, knot.piece))
            };
            let piece = knot.piece;
            let take = |offer, count| taken.push(Taking { piece, offer, count });
            let (short, excess) = self.board.fill(piece, self.open, left, take);
            value = value.plus(self.board.counts(knot.piece, short, excess));
        }
        if value < self.best.value {
            (self.best.value, self.best.taken) = (value, taken);
        }
    }
}
