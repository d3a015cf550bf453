//! What any plan costs at least, and why: prices for the pieces, and the cheapest cover at these prices.
//!
//! Whatever is paid for one of each piece, an offer is then worth opening for what it earns: each one that it has below the
//! price. A plan that fills everything costs at least all pieces at their prices, and for each opened offer what its opening
//! costs beyond what it could earn. Besides, a plan has to cover: every piece comes from somebody. So the floor is: the prices, with
//! the cheapest cover by what openings cost beyond their earnings. It holds for any prices; good ones bring it close to the
//! best plan, and they are found by asking who is in the cover: a piece with too many takers gets cheaper, one with too
//! few dearer (a Lagrangian relaxation, climbed by its subgradient).

use crate::board::Board;

/// Of so many pieces, the hardest, every set is covered exactly; of others the prices alone speak.
const HARDEST: usize = 8;

/// So much that sums of it still fit.
const NEVER: i64 = i64::MAX / 4;

pub(crate) struct Cover {
    /// Per piece: key paid for one.
    pub prices: Vec<i64>,
    /// Key of all pieces at their prices, less what offers earn that earn more than their opening.
    base: i64,
    /// Per offer: what opening it costs beyond what it earns. Less than nothing counts as nothing, as it is in `base`.
    beyond: Vec<i64>,
    /// Per offer: which of the hardest pieces it has, one bit each.
    sets: Vec<u32>,
    /// How many pieces are among the hardest.
    pub pieces: usize,
    /// Per set of pieces: its cheapest cover.
    table: Vec<Covered>,
}

#[derive(Clone, Copy)]
struct Covered {
    key: i64,
    /// Who covers the lowest piece of the set.
    offer: u32,
    /// How many offers it takes at least.
    fewest: u32,
}

/// An offer as the covers see it.
struct Coverer {
    set: u32,
    beyond: i64,
    offer: u32,
}

impl Cover {
    /// With the offers that are `live`, at these prices.
    pub(crate) fn at(board: &Board, prices: Vec<i64>, live: &[usize]) -> Self {
        let pieces = board.pieces.len().min(HARDEST);
        let mut cover = Self {
            base: board.pieces.iter().zip(&prices).map(|(piece, price)| piece.demand * price).sum(),
            prices,
            beyond: vec![NEVER; board.fixed.len()],
            sets: vec![0; board.fixed.len()],
            pieces,
            table: vec![Covered { key: NEVER, offer: u32::MAX, fewest: u32::MAX / 2 }; 1 << pieces],
        };
        for offer in live {
            let (has, excess) = board.row(*offer);
            let mut left = board.fixed[*offer];
            for ((has, excess), price) in has.iter().zip(excess).zip(&cover.prices) {
                left += (excess - price).min(0) * has;
            }
            // A floor that is too low is still a floor.
            cover.base = cover.base.saturating_add(left.min(0));
            cover.beyond[*offer] = left.max(0);
            cover.sets[*offer] =
                has[..pieces].iter().rev().fold(0, |set, has| set << 1 | u32::from(*has > 0));
        }
        cover.fill(&cover.leading(live));
        cover
    }

    /// The offers that a cheapest cover may need: nobody covers all of theirs for less.
    fn leading(&self, live: &[usize]) -> Vec<Coverer> {
        let mut order: Vec<(i64, usize)> = live.iter().map(|offer| (self.beyond[*offer], *offer)).collect();
        order.sort_unstable();
        let mut leading: Vec<Coverer> = Vec::new();
        for (beyond, offer) in order {
            let set = self.sets[offer];
            if !leading.iter().any(|cheaper| set & !cheaper.set == 0) {
                leading.push(Coverer { set, beyond, offer: offer as u32 });
            }
        }
        leading
    }

    /// The cheapest cover of each set: somebody who has its lowest piece, and a cover of what they lack.
    fn fill(&mut self, leading: &[Coverer]) {
        self.table[0] = Covered { key: 0, offer: u32::MAX, fewest: 0 };
        for piece in (0..self.pieces).rev() {
            let having = |it: &&Coverer| it.set >> piece & 1 == 1;
            let having: Vec<&Coverer> = leading.iter().filter(having).collect();
            // The sets whose lowest piece this is.
            for set in (0..1 << (self.pieces - piece - 1)).map(|above: usize| (above << 1 | 1) << piece) {
                let mut covered = self.table[set];
                for it in &having {
                    let rest = &self.table[set & !(it.set as usize)];
                    covered.fewest = covered.fewest.min(rest.fewest + 1);
                    if rest.key + it.beyond < covered.key {
                        (covered.key, covered.offer) = (rest.key + it.beyond, it.offer);
                    }
                }
                self.table[set] = covered;
            }
        }
    }

    pub(crate) fn everything(&self) -> usize {
        self.table.len() - 1
    }
    pub(crate) fn set_of(&self, offer: usize) -> usize {
        self.sets[offer] as usize
    }
    pub(crate) fn beyond(&self, offer: usize) -> i64 {
        self.beyond[offer]
    }
    /// How many offers it takes to cover a set.
    pub(crate) fn fewest(&self, set: usize) -> usize {
        self.table[set].fewest as usize
    }
    /// Key, at least, of every plan that covers a set beside what is open already.
    pub(crate) fn floor(&self, set: usize) -> i64 {
        self.base + self.table[set].key
    }
    /// Key, at least, of every plan with this offer.
    pub(crate) fn floor_with(&self, offer: usize) -> i64 {
        self.floor(self.everything() & !self.set_of(offer)) + self.beyond[offer]
    }

    /// The offers of the cheapest cover of everything.
    pub(crate) fn trace(&self) -> Vec<usize> {
        let (mut set, mut offers) = (self.everything(), Vec::new());
        while set > 0 && self.table[set].key < NEVER {
            let offer = self.table[set].offer as usize;
            offers.push(offer);
            set &= !self.set_of(offer);
        }
        offers
    }
}

/// A whole step.
const STRIDE: i64 = 1_024;

/// Searches for prices that raise the floor.
pub(crate) struct Climb {
    /// How much of the way that is left a step goes, in parts of `STRIDE`. Each goes a little less.
    stride: i64,
    pub best: Option<Cover>,
}

impl Climb {
    pub(crate) fn begin() -> Self {
        Self { stride: STRIDE, best: None }
    }

    /// Keeps a cover if its floor is the highest so far. Returns the next prices to try, on the way to a floor of `goal`.
    pub(crate) fn step(
        &mut self,
        board: &Board,
        cover: Cover,
        live: &[usize],
        goal: i64,
    ) -> Option<Vec<i64>> {
        let floor = |cover: &Cover| cover.floor(cover.everything());
        self.stride = self.stride * 7 / 8;
        let next = self.next(board, &cover, live, goal);
        if self.best.as_ref().is_none_or(|best| floor(&cover) > floor(best)) {
            self.best = Some(cover);
        }
        next
    }

    fn next(&self, board: &Board, cover: &Cover, live: &[usize], goal: i64) -> Option<Vec<i64>> {
        // Who is in the cover, or earns more than its opening, gives what it has below the price.
        let covering = cover.trace();
        let mut lacking: Vec<i64> = board.pieces.iter().map(|piece| piece.demand).collect();
        for offer in live.iter().filter(|offer| cover.beyond[**offer] == 0 || covering.contains(offer)) {
            let (has, excess) = board.row(*offer);
            for (piece, lacking) in lacking.iter_mut().enumerate() {
                *lacking -= if excess[piece] < cover.prices[piece] { has[piece] } else { 0 };
            }
        }
        let square: i128 = lacking.iter().map(|it| i128::from(*it).pow(2)).sum();
        let here = cover.floor(cover.everything());
        let way = i128::from(goal) - i128::from(here);
        if square == 0 || self.stride == 0 || way <= 0 {
            return None;
        }
        // No piece is paid more than the whole plan.
        let moved = cover.prices.iter().zip(&lacking).zip(&board.pieces).map(|((price, lacking), piece)| {
            let by = way * i128::from(*lacking) * i128::from(self.stride) / i128::from(STRIDE) / square;
            (i128::from(*price) + by).clamp(0, i128::from(goal.max(0) / piece.demand)) as i64
        });
        Some(moved.collect())
    }
}
