//! Finds the offers to open: branch and bound, exact unless the budget ends first.
//!
//! A node is a set of open offers. Whoever is to fill a piece that they lack has to open one more of those that have it, so a
//! node has a child for each of these, the most promising first; what was tried is barred for the children after it, so that no set
//! is met twice. The floor of a node says what its descendants cost at least (see [`Cover`]); a node whose floor reaches the
//! best plan so far is left alone.

use crate::board::{Board, Value};
use crate::cover::{Climb, Cover};

pub(crate) struct Found {
    /// The offers of the best plan, in order of rank.
    pub open: Vec<usize>,
    pub value: Value,
    /// No plan is better than this. The plan's own value if it is proved to be the best.
    pub least: Value,
    pub nodes: i64,
}

/// How often prices are tried before a walk.
const ROUNDS: usize = 12;

/// Placements of knotted pieces take time like so many nodes.
const STEPS_A_NODE: i64 = 20;

pub(crate) fn search(board: &Board, budget: i64) -> Found {
    let mut search = Search::of(board, budget);
    search.look();
    search.try_each_alone();
    let alone = search.best.0;
    if board.most > 1 && (alone.missing > 0 || alone.key > two_openings(board)) {
        search.try_adding();
        search.try_together();
    }
    let (value, open) = search.best;
    Found { open, value, least: search.unexplored.min(value), nodes: search.nodes }
}

/// What opening more than one costs at least.
fn two_openings(board: &Board) -> i64 {
    let mut openings = board.fixed.clone();
    let (least, second, _) = openings.select_nth_unstable(1);
    least[0] + *second
}

struct Search<'a> {
    board: &'a Board,
    budget: i64,
    nodes: i64,
    best: (Value, Vec<usize>),
    /// The least floor of what the budget left unseen.
    unexplored: Value,

    open: Vec<usize>,
    /// Offers that this part of the tree does not open again or at all.
    is_barred: Vec<bool>,
    /// Pieces for which this part of the tree opens nothing more.
    is_given_up: Vec<bool>,
    /// How each piece stands at the node that was looked at last: what is short, and the excess of the rest.
    stands: Vec<(i64, i64)>,
    /// Pieces in the order in which they are filled, and per piece who may fill it.
    order: Vec<usize>,
    having: Vec<Vec<usize>>,
    /// Key of the cheapest opening among those that may be opened.
    cheapest_opening: i64,
    /// Floors and offers of the children of all nodes on the way down.
    children: Vec<(Value, usize)>,
}

impl<'a> Search<'a> {
    fn of(board: &'a Board, budget: i64) -> Self {
        Self {
            board,
            budget,
            nodes: 0,
            best: (Value::NEVER, Vec::new()),
            unexplored: Value::NEVER,
            open: Vec::new(),
            is_barred: vec![false; board.fixed.len()],
            is_given_up: vec![false; board.pieces.len()],
            stands: vec![(0, 0); board.pieces.len()],
            order: (0..board.pieces.len()).collect(),
            having: Vec::new(),
            cheapest_opening: 0,
            children: Vec::new(),
        }
    }

    fn opening(&self) -> i64 {
        self.open.iter().map(|offer| self.board.fixed[*offer]).sum()
    }

    /// Values the open offers, and keeps them if nothing better is known.
    fn look(&mut self) -> Value {
        let mut value = Value { missing: 0, key: self.opening() };
        for piece in 0..self.board.pieces.len() {
            let has = |offer| self.board.has(offer, piece);
            let (short, excess) = self.board.fill(piece, &self.open, has, |_, _| {});
            self.stands[piece] = (short, excess);
            value = value.plus(self.board.counts(piece, short, excess));
        }
        if let Some(knots) = &self.board.knots {
            let shared = knots.share(self.board, &self.open);
            self.nodes += shared.steps / STEPS_A_NODE;
            if !shared.is_proved {
                self.unexplored = self.unexplored.min(value);
            }
            for piece in (0..self.board.pieces.len()).filter(|piece| knots.hold(*piece)) {
                let (short, excess) = self.stands[piece];
                value = value.minus(self.board.counts(piece, short, excess));
            }
            value = value.plus(shared.value);
        }
        if value < self.best.0 {
            let mut open = self.open.clone();
            open.sort_unstable();
            self.best = (value, open);
        }
        value
    }

    /// The best offer alone. What each is worth needs no look at the others.
    fn try_each_alone(&mut self) {
        let board = self.board;
        let value = |offer: usize| {
            let (has, excess) = board.row(offer);
            let mut value = Value { missing: 0, key: board.fixed[offer] };
            for ((piece, has), excess) in board.pieces.iter().zip(has).zip(excess) {
                let short = piece.demand - has;
                value.missing += short * piece.units;
                value.key += has * excess - short * piece.cheapest;
            }
            value
        };
        let mut order: Vec<(Value, usize)> =
            (0..board.fixed.len()).map(|offer| (value(offer), offer)).collect();
        // Knotted pieces may make it worse than it seems; else the best is the best.
        if board.knots.is_none() && !order.is_empty() {
            order.select_nth_unstable(0);
            order.truncate(1);
        }
        order.sort_unstable();
        for (value, offer) in order {
            if value >= self.best.0 {
                break;
            }
            self.open.push(offer);
            self.look();
            self.open.pop();
        }
    }

    /// From the best plan so far: whatever helps most, until nothing does.
    fn try_adding(&mut self) {
        self.open = self.best.1.clone();
        let mut value = self.best.0;
        while value.missing > 0 && self.open.len() < self.board.most {
            self.look();
            let piece = (0..self.stands.len()).find(|piece| self.stands[*piece].0 > 0);
            let Some(piece) = piece else { break };
            let mut best = (Value::NEVER, 0);
            for offer in 0..self.board.fixed.len() {
                if self.board.has(offer, piece) > 0 && !self.open.contains(&offer) {
                    self.open.push(offer);
                    best = best.min((self.look(), offer));
                    self.open.pop();
                }
            }
            if best.0 >= value {
                break;
            }
            value = best.0;
            self.open.push(best.1);
        }
        self.open.clear();
    }

    /// Looks for good prices, then walks through what they leave open.
    fn try_together(&mut self) {
        let mut live: Vec<usize> = (0..self.board.fixed.len()).collect();
        let cover = self.climb(&mut live);
        let floor = Value { missing: 0, key: cover.floor(cover.everything()) };
        if floor < self.best.0 {
            self.prepare(&cover, &live);
            self.walk(&cover);
        }
    }

    /// Looks for prices with a high floor; drops offers that no better plan can have, and tries the covers as plans.
    fn climb(&mut self, live: &mut Vec<usize>) -> Cover {
        let mut climb = Climb::begin();
        let mut prices = self.dearest(&self.best.1);
        for _ in 0..ROUNDS {
            let cover = Cover::at(self.board, prices, live);
            self.dive(&cover, live);
            if self.best.0.missing == 0 {
                live.retain(|offer| cover.floor_with(*offer) < self.best.0.key);
            }
            match climb.step(self.board, cover, live, self.best.0.key) {
                Some(next) => prices = next,
                None => break,
            }
        }
        climb.best.expect("one round at least")
    }

    /// Opens what promises most at these prices until nothing is lacking, then tries to do without each.
    fn dive(&mut self, cover: &Cover, live: &[usize]) {
        self.open.clear();
        while self.open.len() < self.board.most {
            self.look();
            let Some(piece) = (0..self.stands.len()).find(|piece| self.stands[*piece].0 > 0) else { break };
            let (_, set, _) = self.standing(cover);
            let having =
                live.iter().filter(|offer| self.board.has(**offer, piece) > 0 && !self.open.contains(offer));
            let promise = |offer: &usize| cover.beyond(*offer) + cover.floor(set & !cover.set_of(*offer));
            let Some(offer) = having.copied().min_by_key(promise) else { break };
            self.open.push(offer);
        }
        let mut value = self.look();
        for at in (0..self.open.len()).rev() {
            let offer = self.open.remove(at);
            let without = self.look();
            if without < value { value = without } else { self.open.insert(at, offer) }
        }
        self.open.clear();
    }

    /// Per piece: key of the dearest one that is taken from these offers, above the cheapest there is.
    fn dearest(&self, open: &[usize]) -> Vec<i64> {
        let board = self.board;
        let dearest = |piece: usize| {
            let mut dearest = 0;
            let has = |offer| board.has(offer, piece);
            board.fill(piece, open, has, |offer, _| dearest = board.excess(offer, piece).max(dearest));
            dearest
        };
        (0..board.pieces.len()).map(dearest).collect()
    }

    /// Who may fill which piece; the piece with the fewest is filled first.
    fn prepare(&mut self, cover: &Cover, live: &[usize]) {
        let is_hopeful =
            |offer: &usize| self.best.0.missing > 0 || cover.floor_with(*offer) < self.best.0.key;
        let live: Vec<usize> = live.iter().copied().filter(is_hopeful).collect();
        let having =
            |piece: usize| live.iter().copied().filter(|offer| self.board.has(*offer, piece) > 0).collect();
        self.having = (0..self.board.pieces.len()).map(having).collect();
        self.order.sort_by_key(|piece| self.having[*piece].len());
        self.cheapest_opening = live.iter().map(|offer| self.board.fixed[*offer]).min().unwrap_or(0);
        self.having.push(live);
    }

    /// Looks at a node, and at what may come of it.
    fn walk(&mut self, cover: &Cover) {
        self.nodes += 1;
        let value = self.look();
        if self.open.len() == self.board.most {
            return;
        }
        let floor = self.floor(cover);
        if floor >= self.best.0 {
            return;
        }
        let is_lacking = |piece: &usize| self.stands[*piece].0 > 0 && !self.is_given_up[*piece];
        let lacking = self.order.iter().copied().find(is_lacking);
        let begin = self.children.len();
        self.add_children(cover, lacking, value, floor);
        self.children[begin..].sort_unstable();
        let end = self.children.len();
        for at in begin..end {
            let (floor, offer) = self.children[at];
            if floor >= self.best.0 {
                break;
            }
            if self.nodes >= self.budget {
                self.unexplored = self.unexplored.min(floor);
                continue;
            }
            self.is_barred[offer] = true;
            self.open.push(offer);
            self.walk(cover);
            self.open.pop();
        }
        if let Some(piece) = lacking {
            self.give_up(cover, piece, floor);
        }
        for at in begin..end {
            self.is_barred[self.children[at].1] = false;
        }
        self.children.truncate(begin);
    }

    /// The plans that leave a piece as it is. Only where not everything can be had.
    fn give_up(&mut self, cover: &Cover, piece: usize, floor: Value) {
        if self.best.0.missing == 0 || floor >= self.best.0 {
            return;
        }
        if self.nodes >= self.budget {
            self.unexplored = self.unexplored.min(floor);
            return;
        }
        self.is_given_up[piece] = true;
        self.walk(cover);
        self.is_given_up[piece] = false;
    }

    /// Who may be opened next: whoever has the piece that is lacking; if none is, whoever is so cheap that it pays. If none
    /// pays alone, several do not either, unless pieces are knotted.
    fn add_children(&mut self, cover: &Cover, lacking: Option<usize>, value: Value, floor: Value) {
        let (beyond, set, given_up) = self.standing(cover);
        let must_pay = lacking.is_none() && self.board.knots.is_none();
        let dearest = if must_pay { self.dearest(&self.open) } else { Vec::new() };
        let list = lacking.unwrap_or(self.board.pieces.len());
        let having = std::mem::take(&mut self.having[list]);
        for offer in having.iter().copied() {
            if self.is_barred[offer] {
                continue;
            }
            let key = beyond + cover.beyond(offer) + cover.floor(set & !cover.set_of(offer));
            let child = given_up.plus(Value { missing: 0, key }).max(floor);
            if child < self.best.0 && (!must_pay || self.pays(offer, &dearest, value)) {
                self.children.push((child, offer));
            }
        }
        self.having[list] = having;
    }

    /// Whether a plan that lacks nothing gets cheaper with one more offer.
    fn pays(&mut self, offer: usize, dearest: &[i64], value: Value) -> bool {
        let (has, excess) = self.board.row(offer);
        let saved = |((has, excess), dearest): ((&i64, &i64), &i64)| has * (dearest - excess).max(0);
        let saves_at_most: i64 = has.iter().zip(excess).zip(dearest).map(saved).sum();
        if saves_at_most <= self.board.fixed[offer] {
            return false;
        }
        self.open.push(offer);
        let mut key = self.opening();
        for piece in 0..self.board.pieces.len() {
            let has = |offer| self.board.has(offer, piece);
            let (short, excess) = self.board.fill(piece, &self.open, has, |_, _| {});
            key += self.board.counts(piece, short, excess).key;
        }
        self.open.pop();
        key < value.key
    }

    /// What openings cost beyond their earnings, which of the hardest pieces are lacking, and what the given up ones count for.
    fn standing(&self, cover: &Cover) -> (i64, usize, Value) {
        let beyond = self.open.iter().map(|offer| cover.beyond(*offer)).sum();
        let (mut set, mut given_up) = (0, Value::ZERO);
        for piece in 0..self.stands.len() {
            if self.is_given_up[piece] {
                given_up = given_up.plus(self.left_out(cover, piece));
            } else if self.stands[piece].0 > 0 && piece < cover.pieces {
                set |= 1 << piece;
            }
        }
        (beyond, set, given_up)
    }

    /// What it means that a piece stays short: units are missing, and nobody is paid for them.
    fn left_out(&self, cover: &Cover, piece: usize) -> Value {
        let (it, short) = (&self.board.pieces[piece], self.stands[piece].0);
        Value { missing: short * it.units, key: -short * (cover.prices[piece] + it.cheapest) }
    }

    /// What any plan is worth at least that opens more than is open: it covers what is lacking, or as much of it as the offers
    /// that may still be opened can.
    fn floor(&self, cover: &Cover) -> Value {
        let more = self.board.most - self.open.len();
        let (beyond, set, given_up) = self.standing(cover);
        let opening = self.opening() + self.cheapest_opening;
        let at =
            |set: usize| given_up.plus(Value { missing: 0, key: opening.max(beyond + cover.floor(set)) });
        if cover.fewest(set) <= more {
            return at(set);
        }
        if self.best.0.missing <= given_up.missing {
            return Value::NEVER;
        }
        let mut floor = Value::NEVER;
        let mut part = set;
        while part > 0 {
            part = (part - 1) & set;
            if cover.fewest(part) <= more {
                let left = (0..cover.pieces).filter(|piece| (set & !part) >> piece & 1 == 1);
                floor =
                    floor.min(left.fold(at(part), |floor, piece| floor.plus(self.left_out(cover, piece))));
            }
        }
        floor
    }
}
