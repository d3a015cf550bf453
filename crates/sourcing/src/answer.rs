//! Writes the answer down when the search is over: parts, costs, what is missing, what is proved, and why.

use kernel::Quantity;

use crate::board::{Board, Taking};
use crate::explain::{Considered, Explanation, Fired, Reason};
use crate::offer::Offers;
use crate::plan::{Missing, Outcome, Part, Plan, Proof, Shortage, Taken};
use crate::search::Found;
use crate::terms::Terms;
use crate::wants::{Item, Wants};
use crate::{Cost, Request};

pub(crate) struct Answer<'a> {
    pub request: &'a Request,
    pub terms: &'a Terms<'a>,
    pub wants: &'a Wants,
    pub offers: &'a Offers<'a>,
    pub board: &'a Board,
    pub found: &'a Found,
}

impl Answer<'_> {
    pub(crate) fn write(&self) -> Outcome {
        let mut taken = Vec::new();
        self.board.take(&self.found.open, &mut taken);
        // Units of each open offer, by its place in `open`.
        let mut units: Vec<Vec<Taken>> = vec![Vec::new(); self.found.open.len()];
        let mut missing = Vec::new();
        for (at, item) in self.wants.items.iter().enumerate() {
            let piece = self.board.pieces.iter().position(|piece| piece.item == at);
            let of_it: Vec<Taking> = taken.iter().copied().filter(|it| Some(it.piece) == piece).collect();
            let short = self.hand_out(item, &of_it, &mut units);
            if !short.is_empty() {
                let why = self.why(item, piece, &of_it);
                missing.extend(short.into_iter().map(|it| Missing {
                    line: it.line,
                    quantity: it.quantity,
                    why,
                }));
            }
        }
        missing.sort_unstable_by_key(|it| it.line);

        let parts = self.parts(&taken, units);
        let mut cost = Cost::default();
        parts.iter().for_each(|part| cost += part.cost);
        let proof = self.proof(cost.total());
        let explanation = self.explain(&taken, cost.total(), proof == Proof::Exact);
        let plan = Plan { currency: self.request.currency, parts, cost, proof, explanation };
        if missing.is_empty() { Outcome::Filled { plan } } else { Outcome::Unfillable { missing, plan } }
    }

    /// Gives what was taken of an item to its lines, in order of line and of location. Returns what they lack.
    fn hand_out(&self, item: &Item, taken: &[Taking], units: &mut [Vec<Taken>]) -> Vec<Taken> {
        let line = |at: &usize| &self.request.lines[*at];
        let mut short = Vec::new();
        let mut sources = taken
            .iter()
            .map(|it| (self.place(it.offer), it.count))
            .collect::<Vec<_>>()
            .into_iter()
            .peekable();
        for line in item.lines.iter().map(line) {
            let mut lacking = line.quantity.get();
            while lacking > 0 {
                let Some((place, left)) = sources.peek_mut() else { break };
                // A group comes whole: its one count stands for all its lines.
                let given = if item.is_group { lacking } else { lacking.min(*left) };
                units[*place].push(Taken { line: line.line, quantity: quantity(given) });
                lacking -= given;
                if !item.is_group {
                    *left -= given;
                    if *left == 0 {
                        sources.next();
                    }
                }
            }
            if lacking > 0 {
                short.push(Taken { line: line.line, quantity: quantity(lacking) });
            }
        }
        short
    }

    fn place(&self, offer: usize) -> usize {
        self.found.open.binary_search(&offer).expect("only open offers give anything")
    }

    fn why(&self, item: &Item, piece: Option<usize>, taken: &[Taking]) -> Shortage {
        let there = piece.map_or(0, |piece| self.board.pieces[piece].demand);
        let most = self.terms.constraints().most_parts();
        let is_apart = |(variant, units): &(usize, i64)| {
            let has_any = |at: &usize| {
                let refusal = self.offers.all[*at].refusal.map(|it| it.reason);
                matches!(refusal, None | Some(Reason::GroupIncomplete))
            };
            let offers = (0..self.offers.all.len()).filter(has_any);
            offers.map(|at| self.offers.available(self.terms, at, *variant)).sum::<i64>() >= *units
        };
        if taken.iter().map(|it| it.count).sum::<i64>() < there && self.found.open.len() as i64 == most {
            Shortage::MaxParcels
        } else if item.is_group && item.need.iter().all(is_apart) {
            Shortage::NotTogether
        } else {
            Shortage::OutOfStock
        }
    }

    fn parts(&self, taken: &[Taking], units: Vec<Vec<Taken>>) -> Vec<Part> {
        let mut parts = Vec::with_capacity(units.len());
        for (rank, mut units) in self.found.open.iter().copied().zip(units) {
            if units.is_empty() {
                continue;
            }
            units.sort_unstable_by_key(|it| it.line);
            let at = self.board.offers[rank];
            let offer = &self.offers.all[at];
            let mut cost = self.cost(at, taken.iter().filter(|it| it.offer == rank));
            if parts.is_empty() {
                cost.split = 0;
            }
            parts.push(Part {
                location: offer.candidate.location,
                mode: offer.mode,
                units,
                cost,
                distance_m: offer.distance_m,
                arrives_at: offer.arrives_at,
                late_hours: offer.late_hours,
            });
        }
        parts
    }

    /// What a part costs that provides this.
    fn cost<'t>(&self, at: usize, taken: impl Iterator<Item = &'t Taking>) -> Cost {
        let mut cost = self.offers.all[at].fixed;
        for it in taken {
            for (variant, units) in &self.wants.items[self.board.pieces[it.piece].item].need {
                cost += self.offers.unit_cost(self.terms, self.wants, at, *variant).times(units * it.count);
            }
        }
        cost
    }

    fn proof(&self, total: i64) -> Proof {
        let Found { value, least, .. } = *self.found;
        let cost_at_least = self.board.cost_of(least.key).min(total);
        if least.missing == value.missing && cost_at_least == total {
            return Proof::Exact;
        }
        let wanted = self.request.units();
        let there: i64 = self.board.pieces.iter().map(|piece| piece.demand * piece.units).sum();
        let missing_at_least = wanted - there + least.missing;
        Proof::Within { missing_at_least, cost_at_least, gap: total - cost_at_least }
    }

    fn explain(&self, taken: &[Taking], total: i64, is_exact: bool) -> Explanation {
        let wanted = self.request.units();
        let mut alone = Vec::new();
        let mut ranks = 0..;
        let candidates = (0..self.offers.all.len()).map(|at| {
            let offer = &self.offers.all[at];
            let mut told = Considered {
                location: offer.candidate.location,
                mode: offer.mode,
                reason: Reason::Chosen,
                rule: None,
                distance_m: offer.distance_m,
                late_hours: offer.late_hours,
                units: 0,
                cost: offer.fixed,
                dearer_by: None,
            };
            if let Some(refusal) = offer.refusal {
                return Considered { reason: refusal.reason, rule: refusal.rule, ..told };
            }
            let rank = ranks.next().expect("endless");
            self.board.take_alone(rank, &mut alone);
            told.units = alone.iter().map(|it| it.count * self.board.pieces[it.piece].units).sum();
            told.cost = self.cost(at, alone.iter());
            if taken.iter().any(|it| it.offer == rank) {
                return told;
            }
            let is_filled = self.found.value.missing == 0;
            let least = self.board.cost_of(self.board.least_with(rank));
            told.dearer_by = is_filled.then_some((least - total).max(0));
            let is_as_dear = told.units == wanted && told.cost.total() - told.cost.split == total;
            told.reason = if is_as_dear {
                Reason::Tie
            } else if is_exact || is_filled && least >= total {
                Reason::Dearer
            } else {
                Reason::Undecided
            };
            told
        });
        let fired = self.terms.fired.iter();
        let policy = self.terms.policy;
        Explanation {
            policy: policy.name.clone(),
            policy_version: policy.version,
            rules: fired.map(|rule| Fired { rule: *rule, name: policy.rules[*rule].name.clone() }).collect(),
            nodes: self.found.nodes,
            candidates: candidates.collect(),
        }
    }
}

fn quantity(units: i64) -> Quantity {
    Quantity::new(units).expect("part of a line's quantity")
}
